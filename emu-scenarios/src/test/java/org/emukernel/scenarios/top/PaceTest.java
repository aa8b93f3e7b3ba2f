package org.emukernel.scenarios.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

  @ParameterizedTest
  @CsvSource({"+, FASTER", "=, FASTER", "-, SLOWER", "' ', PAUSE", "q, QUIT", "x, OTHER"})
  void keyOf_character_isItsKey(char character, Pace.Key key) {
    assertThat(Pace.Key.of(character)).isEqualTo(key);
  }

  @Test
  void virtualNs_afterKeys_followsThem() {
    Pace pace = new Pace(10);
    pace.press(Pace.Key.FASTER);
    assertThat(pace.virtualNs(5)).isEqualTo(100);

    pace.press(Pace.Key.PAUSE);
    assertThat(pace.virtualNs(5)).isZero();
    assertThat(pace).hasToString("paused");

    pace.press(Pace.Key.PAUSE);
    pace.press(Pace.Key.SLOWER);
    pace.press(Pace.Key.OTHER);
    assertThat(pace.virtualNs(5)).isEqualTo(50);
    assertThat(pace).hasToString("10 x");
  }

  @Test
  void press_always_staysInBounds() {
    Pace pace = new Pace(1e9);
    pace.press(Pace.Key.FASTER);
    assertThat(pace.virtualNs(1)).isEqualTo(1_000_000);

    Pace slow = new Pace(1e-9);
    slow.press(Pace.Key.SLOWER);
    assertThat(slow.virtualNs(1000)).isEqualTo(1);
  }
}
