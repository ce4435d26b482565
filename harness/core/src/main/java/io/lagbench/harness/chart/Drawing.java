package io.lagbench.harness.chart;

/** Something that can be drawn. */
public sealed interface Drawing permits Chart, HeatMap, StackedBars {}
