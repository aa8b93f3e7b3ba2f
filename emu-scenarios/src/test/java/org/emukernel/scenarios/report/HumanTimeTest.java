package org.emukernel.scenarios.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTimeTest {

  @ParameterizedTest
  @CsvSource({
    "0,0 ns",
    "999,999 ns",
    "1500,1.5 us",
    "850000000,850 ms",
    "2500000000,2.5 s",
    "59600000000,1 min",
    "93913000000,1 min 34 s",
    "3600000000000,1 h",
    "21600000000000,6 h",
    "9000000000000,2 h 30 min"
  })
  void of_nanoseconds_isWhatAPersonSays(long ns, String said) {
    assertThat(HumanTime.of(ns)).isEqualTo(said);
  }
}
