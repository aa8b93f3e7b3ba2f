package org.emukernel.x86.vectors;

/**
 * Consecutive bytes of the memory buffer.
 *
 * @param offset of the first byte from the start of the buffer
 * @param bytes at least one
 */
public record MemoryRun(int offset, byte[] bytes) {
  /** Rejects runs that are empty or begin before the buffer. */
  public MemoryRun {
    if (offset < 0 || bytes.length == 0) {
      throw new IllegalArgumentException("no such run: " + bytes.length + " bytes at " + offset);
    }
  }
}
