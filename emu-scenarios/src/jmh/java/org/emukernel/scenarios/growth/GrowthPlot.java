package org.emukernel.scenarios.growth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws the points on logarithmic axes, where what is proportional to the CPUs has slope 1. */
final class GrowthPlot {

  private GrowthPlot() {}

  static void write(List<GrowthPoint> points, Path svg) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(500)
            .title("rteval, immediate, 2 virtual minutes")
            .xAxisTitle("CPUs")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    add(chart, "live heap, MiB", points, GrowthPoint::liveMib);
    add(chart, "run, CPU s", points, GrowthPoint::runSeconds);
    add(chart, "boot, CPU s", points, GrowthPoint::bootSeconds);
    add(chart, "proportional: 10 ms a CPU", points, point -> point.cpus() / 100.0);
    VectorGraphicsEncoder.saveVectorGraphic(chart, svg.toString(), VectorGraphicsFormat.SVG);
  }

  private static void add(
      XYChart chart, String name, List<GrowthPoint> points, ToDoubleFunction<GrowthPoint> value) {
    double[] cpus = points.stream().mapToDouble(GrowthPoint::cpus).toArray();
    double[] values = points.stream().mapToDouble(value).toArray();
    chart.addSeries(name, cpus, values);
  }
}
