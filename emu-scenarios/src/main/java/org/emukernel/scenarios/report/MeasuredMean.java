package org.emukernel.scenarios.report;

import java.math.BigDecimal;
import java.util.Optional;
import org.emukernel.api.spi.Mean;

/**
 * A mean that the user tasks of a run measured.
 *
 * @param mean the mean
 * @param published what it can be compared with
 */
public record MeasuredMean(Mean mean, Optional<PublishedMean> published) {

  /** {@return the mean to three places} */
  public BigDecimal value() {
    return Decimals.ratio(mean.total(), mean.count());
  }
}
