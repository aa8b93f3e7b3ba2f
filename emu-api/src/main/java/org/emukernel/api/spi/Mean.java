package org.emukernel.api.spi;

/**
 * A mean that user tasks measured: how much of something came to one of how many.
 *
 * @param name what it is, with its unit, in the words of JSON keys: {@code ns_per_getpid}
 * @param total the sum, in that unit
 * @param count over how many, not negative; 0 if there is no mean yet
 */
public record Mean(String name, long total, long count) {

  /** Refuses a negative count. */
  public Mean {
    if (count < 0) {
      throw new IllegalArgumentException(name + " over " + count);
    }
  }
}
