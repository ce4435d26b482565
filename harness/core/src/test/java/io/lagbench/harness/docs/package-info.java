/**
 * The tool that maintains this repository's documentation, run by {@code scripts/update-docs}. It stands among the tests
 * because it is no part of what ships; nobody but its tests calls it.
 */
package io.lagbench.harness.docs;
