package org.emukernel.scenarios.page;

import java.util.Locale;
import org.emukernel.api.verdict.Verdict;

/** How a verdict is coloured. */
enum Tone {
  /** Nothing was found. */
  GOOD,
  /** Something was found. */
  BAD,
  /** Nothing was found as far as it went. */
  WARN,
  /** There is nothing to judge. */
  PLAIN;

  static Tone of(Verdict verdict) {
    return switch (verdict) {
      case HOLDS -> GOOD;
      case VIOLATED -> BAD;
      case BOUND -> WARN;
    };
  }

  /** {@return its name in the style sheet} */
  String style() {
    return name().toLowerCase(Locale.ROOT);
  }
}
