/**
 * What is to be learned: sequence tasks with their streams, losses, scorers, floors and success criteria. Plain Java, no
 * ND4J, no files, no clocks. The harness and users' own tasks call it; it calls nobody.
 */
package io.lagbench.workloads;
