package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.mem.Mmu;

/** Says which instruction a CPU executes where it still sees bytes that memory no longer has. */
final class StaleInstruction {

  private StaleInstruction() {}

  /** {@return the bytes that the CPU is about to execute, if some of them are stale} */
  static Optional<String> of(Cpu cpu, PhysicalMemory memory) {
    long linear = cpu.programCounter();
    Mmu mmu = cpu.mmu();
    if (linear < MemoryMap.START_KERNEL_MAP || linear > 0 || mmu.staleBytes() == 0) {
      return Optional.empty();
    }
    long physical = MemoryMap.imagePhysical(linear);
    byte[] bytes = new byte[Decoder.MAX_LENGTH];
    memory.readBytes(physical, bytes, 0, bytes.length);
    long last = -1;
    long first = bytes.length;
    for (int i = 0; i < mmu.staleBytes(); i++) {
      long at = mmu.staleByteAt(i) - physical;
      if (at >= 0 && at < bytes.length) {
        bytes[(int) at] = (byte) mmu.staleByteSeen(i);
        first = Math.min(first, at);
        last = Math.max(last, at);
      }
    }
    var instruction = new Decoder().decode(bytes, 0, bytes.length);
    byte[] executed = Arrays.copyOf(bytes, instruction.length());
    return last < 0 || first >= executed.length
        ? Optional.empty()
        : Optional.of(
            "executes " + HexFormat.ofDelimiter(" ").formatHex(executed) + ": " + instruction);
  }
}
