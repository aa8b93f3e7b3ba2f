package org.emukernel.scenarios.top;

import java.math.BigDecimal;

/**
 * How fast virtual time goes for who watches: so many times as fast as the wall clock, faster,
 * slower or not at all.
 */
final class Pace {

  private static final double LEAST = 0.001;
  private static final double MOST = 1_000_000;

  private double speed;
  private boolean paused;

  /** What a key does. */
  enum Key {
    /** Twice as fast. */
    FASTER,
    /** Half as fast. */
    SLOWER,
    /** Stops, or goes on. */
    PAUSE,
    /** The end. */
    QUIT,
    /** Nothing. */
    OTHER;

    static Key of(int character) {
      return switch (character) {
        case '+', '=' -> FASTER;
        case '-' -> SLOWER;
        case ' ', 'p' -> PAUSE;
        case 'q', 'Q', 3, 4 -> QUIT;
        default -> OTHER;
      };
    }
  }

  Pace(double speed) {
    this.speed = Math.min(MOST, Math.max(LEAST, speed));
  }

  void press(Key key) {
    switch (key) {
      case FASTER -> speed = Math.min(MOST, speed * 2);
      case SLOWER -> speed = Math.max(LEAST, speed / 2);
      case PAUSE -> paused = !paused;
      default -> {}
    }
  }

  /** {@return how much virtual time passes while so much time passes, ns} */
  long virtualNs(long wallNs) {
    return paused ? 0 : (long) (wallNs * speed);
  }

  @Override
  public String toString() {
    String factor = BigDecimal.valueOf(speed).stripTrailingZeros().toPlainString();
    return paused ? "paused" : factor + " x";
  }
}
