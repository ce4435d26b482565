/**
 * The kernel that others are held against, and the check that does so on the machine at hand. No package of this module calls
 * it.
 */
package io.lagbench.lstm.reference;
