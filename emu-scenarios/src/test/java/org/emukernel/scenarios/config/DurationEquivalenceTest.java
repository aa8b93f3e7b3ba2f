package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.emukernel.api.spi.SettingType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A workload's durations mean what they mean everywhere else in HOCON. */
class DurationEquivalenceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "20 ms",
        "20ms",
        "7 ns",
        "1 nanosecond",
        "3 us",
        "3 micros",
        "1 millisecond",
        "10 s",
        "10 second",
        "2 m",
        "2 minutes",
        "6 h",
        "6 hours",
        "1 d",
        "2 days",
        "0.5 s"
      })
  void read_duration_isWhatTypesafeConfigReads(String text) {
    long ns = ConfigFactory.parseString("d = " + text).getDuration("d").toNanos();

    assertThat(SettingType.DURATION.read(text)).isEqualTo(ns);
  }
}
