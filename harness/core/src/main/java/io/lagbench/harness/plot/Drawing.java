package io.lagbench.harness.plot;

/** Something that can be drawn. */
public sealed interface Drawing permits Chart, HeatMap, StackedBars {}
