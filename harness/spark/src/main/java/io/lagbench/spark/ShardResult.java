package io.lagbench.spark;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * How a shard ended on an executor.
 *
 * @param number of the shard, from 1
 * @param host name of the machine
 * @param exitCode of {@code lagbench run}
 * @param words the last line that it printed to standard error
 * @param attempt name of the attempt's folder, empty if it is in the folder of the sweep or there is none
 * @param files of that folder, by path
 */
record ShardResult(int number, String host, int exitCode, String words, String attempt, TreeMap<String, byte[]> files)
        implements Serializable {}
