package org.emukernel.scenarios.growth;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** Draws the points on logarithmic axes, where what is proportional to the CPUs has slope 1. */
final class GrowthPlot {

  private static final Pattern LONG_DECIMAL = Pattern.compile("[0-9]+\\.[0-9]{2,}");

  private GrowthPlot() {}

  static void write(List<GrowthPoint> points, Path svg) throws IOException {
    ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    VectorGraphicsEncoder.saveVectorGraphic(chart(points), drawn, VectorGraphicsFormat.SVG);
    Files.writeString(svg, rounded(drawn.toString(StandardCharsets.UTF_8)));
  }

  /* Text is drawn as outlines, whose coordinates have a dozen decimals each. */
  private static String rounded(String svg) {
    return LONG_DECIMAL
        .matcher(svg)
        .replaceAll(number -> "%.1f".formatted(Double.parseDouble(number.group())));
  }

  private static XYChart chart(List<GrowthPoint> points) {
    XYChart chart =
        new XYChartBuilder()
            .width(800)
            .height(500)
            .title("rteval, immediate, 2 virtual minutes")
            .xAxisTitle("CPUs")
            .build();
    XYStyler style = chart.getStyler();
    style.setXAxisLogarithmic(true);
    style.setYAxisLogarithmic(true);
    style.setXAxisLogarithmicDecadeOnly(true);
    style.setYAxisLogarithmicDecadeOnly(true);
    style.setXAxisMin(10.0);
    style.setXAxisMax(10_000.0);
    style.setYAxisMin(0.1);
    style.setYAxisMax(1000.0);
    style.setLegendPosition(LegendPosition.InsideNW);
    style.setChartBackgroundColor(Color.WHITE);
    add(chart, "live heap, MiB", points, GrowthPoint::liveMib);
    add(chart, "run, CPU s", points, GrowthPoint::runSeconds);
    add(chart, "boot, CPU s", points, GrowthPoint::bootSeconds);
    add(chart, "proportional: 10 ms a CPU", points, point -> point.cpus() / 100.0);
    return chart;
  }

  private static void add(
      XYChart chart, String name, List<GrowthPoint> points, ToDoubleFunction<GrowthPoint> value) {
    double[] cpus = points.stream().mapToDouble(GrowthPoint::cpus).toArray();
    double[] values = points.stream().mapToDouble(value).toArray();
    chart.addSeries(name, cpus, values);
  }
}
