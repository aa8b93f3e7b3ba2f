package org.emukernel.scenarios.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Corrects p-values for their number, so that with probability 1 - alpha no difference at all is
 * called significant by chance. Source: S. Holm, "A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6 (1979).
 */
final class Holm {

  private Holm() {}

  /** {@return each p-value times the number of those that are not smaller, and never falling} */
  static double[] adjusted(double[] p) {
    List<Integer> order =
        IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> p[i])).toList();
    double[] adjusted = new double[p.length];
    double largest = 0;
    for (int rank = 0; rank < p.length; rank++) {
      int i = order.get(rank);
      largest = Math.max(largest, Math.min(1, (p.length - rank) * p[i]));
      adjusted[i] = largest;
    }
    return adjusted;
  }
}
