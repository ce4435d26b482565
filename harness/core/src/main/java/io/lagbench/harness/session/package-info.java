/**
 * The way of one run, from its locks to its report: opens the directory, warns, has the trials executed, and shows what came of
 * them. Called by the command line, which only parses; what it is told to do has been checked for sense, not against files.
 */
package io.lagbench.harness.session;
