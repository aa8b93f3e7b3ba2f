package org.emukernel.scenarios.trace.dat;

import java.nio.ByteOrder;
import java.util.BitSet;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.scenarios.trace.MalformedTraceException;

/** A set of CPUs: a bitmap of the kernel's {@code long}s. */
record CpuMaskField(BytesField bytes, int cpus, int longSize, ByteOrder order) {

  CpuMask get(RecordView record) throws MalformedTraceException {
    int offset = bytes.offset(record);
    int size = bytes.size(record);
    record.require(offset, size);
    BitSet bits = new BitSet();
    for (int i = 0; i < size; i++) {
      addByte(bits, record.bytes()[record.index(offset + i)], byteOfMask(i) * Byte.SIZE);
    }
    CpuField.checked(Math.max(0, bits.length() - 1), cpus);
    return CpuMask.of(bits.stream().toArray());
  }

  /* In big-endian order the lowest CPUs are in the last byte of a long. */
  private int byteOfMask(int index) {
    return order == ByteOrder.LITTLE_ENDIAN ? index : index ^ longSize - 1;
  }

  private static void addByte(BitSet bits, byte value, int first) {
    for (int bit = 0; bit < Byte.SIZE; bit++) {
      if ((value >> bit & 1) != 0) {
        bits.set(first + bit);
      }
    }
  }
}
