package org.emukernel.entry.boot;

import org.emukernel.api.arena.PhysicalMemory;

/** Bytes to write into physical memory before the machine runs. */
public final class MemoryContent {

  private final long physical;
  private final byte[] bytes;

  MemoryContent(long physical, byte[] bytes) {
    this.physical = physical;
    this.bytes = bytes;
  }

  /** {@return where the first byte goes} */
  public long physical() {
    return physical;
  }

  /** {@return how many bytes there are} */
  public int size() {
    return bytes.length;
  }

  void writeTo(PhysicalMemory memory) {
    memory.writeBytes(physical, bytes, 0, bytes.length);
  }

  /** {@return other bytes at the same place} */
  public MemoryContent with(byte[] other) {
    return new MemoryContent(physical, other.clone());
  }

  /** {@return a copy of the bytes} */
  public byte[] bytes() {
    return bytes.clone();
  }
}
