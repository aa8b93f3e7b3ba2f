package org.emukernel.scenarios.unpack;

/**
 * Headers of zstd frames. The library that unpacks refuses windows of more than 8 MiB, which only
 * bound the memory of those who do not keep the whole output; kernels are packed with 128 MiB. Here
 * the whole output is kept, so the header may say less. Source: RFC 8878, "Frame Header".
 */
public final class ZstdFrame {

  private static final int DESCRIPTOR = 4;

  /** No frame has fewer bytes. */
  public static final int SHORTEST = DESCRIPTOR + 2;

  private static final int SINGLE_SEGMENT = 1 << 5;
  private static final int SIZE_SHIFT = 6;
  private static final int SIZE_OF_4 = 2;

  /** Window_Descriptor of 8 MiB: exponent 13, mantissa 0. */
  private static final byte WINDOW = 13 << 3;

  private ZstdFrame() {}

  /**
   * {@return the frames, the first of which tells of a window of 8 MiB or less}
   *
   * @param frames at least {@link #SHORTEST} bytes; may be changed
   */
  public static byte[] withSmallWindow(byte[] frames) {
    int descriptor = Byte.toUnsignedInt(frames[DESCRIPTOR]);
    if ((descriptor & SINGLE_SEGMENT) != 0) {
      return descriptor >> SIZE_SHIFT >= SIZE_OF_4 ? withWindow(frames) : frames;
    }
    if (Byte.compareUnsigned(frames[DESCRIPTOR + 1], WINDOW) > 0) {
      frames[DESCRIPTOR + 1] = WINDOW;
    }
    return frames;
  }

  /* A single segment has no window of its own: it is as large as the content. */
  private static byte[] withWindow(byte[] frames) {
    byte[] out = new byte[frames.length + 1];
    System.arraycopy(frames, 0, out, 0, DESCRIPTOR);
    out[DESCRIPTOR] = (byte) (frames[DESCRIPTOR] & ~SINGLE_SEGMENT);
    out[DESCRIPTOR + 1] = WINDOW;
    System.arraycopy(frames, DESCRIPTOR + 1, out, DESCRIPTOR + 2, frames.length - DESCRIPTOR - 1);
    return out;
  }
}
