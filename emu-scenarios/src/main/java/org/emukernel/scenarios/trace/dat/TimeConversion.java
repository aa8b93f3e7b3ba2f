package org.emukernel.scenarios.trace.dat;

/**
 * Makes nanoseconds of a ring buffer's times: the TSC's scale if the file has one (option
 * TSC2NSEC), then what is to be added (DATE, OFFSET). Source: timestamp_calc(),
 * lib/trace-cmd/trace-input.c (trace-cmd 3.1.6).
 *
 * @param multiplier of the TSC, unsigned 32 bits; 0 if the times are nanoseconds already
 * @param shift to the right after that
 * @param tscOffset nanoseconds at which the TSC was 0
 * @param offset nanoseconds to add to all times
 */
record TimeConversion(long multiplier, int shift, long tscOffset, long offset) {
  static final TimeConversion NONE = new TimeConversion(0, 0, 0, 0);

  TimeConversion plus(long nanoseconds) {
    return new TimeConversion(multiplier, shift, tscOffset, offset + nanoseconds);
  }

  TimeConversion withTsc(long newMultiplier, int newShift, long newOffset) {
    return new TimeConversion(newMultiplier, newShift, newOffset, offset);
  }

  long nanoseconds(long time) {
    return (multiplier == 0 ? time : scaled(time)) + offset;
  }

  private long scaled(long time) {
    long low = time * multiplier;
    long high = Math.multiplyHigh(time, multiplier) + (time < 0 ? multiplier : 0);
    long shifted = shift == 0 ? low : low >>> shift | high << (Long.SIZE - shift);
    return shifted + tscOffset;
  }
}
