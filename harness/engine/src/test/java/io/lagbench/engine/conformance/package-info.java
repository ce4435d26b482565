/**
 * The kit that every engine passes: {@link io.lagbench.engine.conformance.EngineConformance} holds an engine against a
 * network in plain double precision, which its own tests hold against finite differences. Part of the test jar, for the
 * tests of engines; nothing that ships calls it.
 */
package io.lagbench.engine.conformance;
