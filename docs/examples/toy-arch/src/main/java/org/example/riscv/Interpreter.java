package org.example.riscv;

import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;

/**
 * Executes one instruction: RV64I, Zicsr, Zifencei, the A extension and the supervisor's
 * instructions (RISC-V Unprivileged ISA, "RV32/64G Instruction Set Listings").
 */
final class Interpreter {

  /** custom-0: stands for a routine, see {@link RoutineSlots}. */
  static final int ROUTINE = 0x0b;

  static final int PAUSE = 0x0100_000f;
  private static final int ECALL = 0x0000_0073;
  private static final int SRET = 0x1020_0073;
  private static final int WFI = 0x1050_0073;

  /** What an instruction needs of its hart beyond registers and memory. */
  interface Supervisor {

    /** {@return where a routine's slot leads to} */
    long routine(int word, long pc);

    /** PAUSE: the hart polls. */
    void pause();

    /** {@return where SRET leads to} */
    long sret();

    /** SFENCE.VMA; register numbers, 0 for x0. */
    void fence(int addressRegister, int asidRegister);

    /** FENCE.I. */
    void fenceInstructions();

    /** WFI. */
    void waitForInterrupt();
  }

  private final Registers x;
  private final HartMemory memory;
  private final CpuClock clock;
  private final Trap trap;
  private final Supervisor hart;

  Interpreter(Registers registers, HartMemory memory, CpuClock clock, Trap trap, Supervisor hart) {
    this.x = registers;
    this.memory = memory;
    this.clock = clock;
    this.trap = trap;
    this.hart = hart;
  }

  private static int rd(int i) {
    return i >>> 7 & 31;
  }

  private static int rs1(int i) {
    return i >>> 15 & 31;
  }

  private static int rs2(int i) {
    return i >>> 20 & 31;
  }

  private static int funct3(int i) {
    return i >>> 12 & 7;
  }

  static long immI(int i) {
    return i >> 20;
  }

  static long immS(int i) {
    return i >> 25 << 5 | rd(i);
  }

  static long immB(int i) {
    return (i >> 31 << 12) | (i << 4 & 0x800) | (i >>> 20 & 0x7e0) | (i >>> 7 & 0x1e);
  }

  static long immU(int i) {
    return i & 0xffff_f000;
  }

  static long immJ(int i) {
    return (i >> 31 << 20) | (i & 0xff000) | (i >>> 9 & 0x800) | (i >>> 20 & 0x7fe);
  }

  /* {@return where it goes on} */
  long execute(int i, long pc) {
    if ((i & 0x7f) != ROUTINE) {
      clock.charge(Cost.INSTRUCTION);
    }
    switch (i & 0x7f) {
      case 0x37 -> x.set(rd(i), immU(i));
      case 0x17 -> x.set(rd(i), pc + immU(i));
      case 0x6f -> {
        x.set(rd(i), pc + 4);
        return pc + immJ(i);
      }
      case 0x67 -> {
        long target = x.get(rs1(i)) + immI(i) & -2;
        x.set(rd(i), pc + 4);
        return target;
      }
      case 0x63 -> {
        return branches(i) ? pc + immB(i) : pc + 4;
      }
      case 0x03 -> x.set(rd(i), extended(memory.load(x.get(rs1(i)) + immI(i), size(i)), i));
      case 0x23 -> memory.store(x.get(rs1(i)) + immS(i), 1 << funct3(i), x.get(rs2(i)));
      case 0x13 -> x.set(rd(i), immediate(i, x.get(rs1(i))));
      case 0x1b -> x.set(rd(i), immediateWord(i, (int) x.get(rs1(i))));
      case 0x33 -> x.set(rd(i), register(i, x.get(rs1(i)), x.get(rs2(i))));
      case 0x3b -> x.set(rd(i), registerWord(i, (int) x.get(rs1(i)), (int) x.get(rs2(i))));
      case 0x2f -> atomic(i);
      case 0x0f -> fence(i);
      case 0x73 -> {
        return system(i, pc);
      }
      case ROUTINE -> {
        if (x.isUser()) {
          throw illegal(i);
        }
        return hart.routine(i >>> 7, pc);
      }
      default -> throw illegal(i);
    }
    return pc + 4;
  }

  private Trap illegal(int i) {
    return trap.of(Trap.ILLEGAL, Integer.toUnsignedLong(i));
  }

  private boolean branches(int i) {
    long a = x.get(rs1(i));
    long b = x.get(rs2(i));
    return switch (funct3(i)) {
      case 0 -> a == b;
      case 1 -> a != b;
      case 4 -> a < b;
      case 5 -> a >= b;
      case 6 -> Long.compareUnsigned(a, b) < 0;
      case 7 -> Long.compareUnsigned(a, b) >= 0;
      default -> throw illegal(i);
    };
  }

  private static int size(int i) {
    return 1 << (funct3(i) & 3);
  }

  /* Bit 2 of funct3: zero-extended. */
  private long extended(long value, int i) {
    if (funct3(i) == 7) {
      throw illegal(i);
    }
    int bits = 64 - 8 * size(i);
    return funct3(i) >= 4 ? value : value << bits >> bits;
  }

  private long immediate(int i, long a) {
    long imm = immI(i);
    int shift = (int) imm & 63;
    return switch (funct3(i)) {
      case 0 -> a + imm;
      case 1 -> a << shift;
      case 2 -> a < imm ? 1 : 0;
      case 3 -> Long.compareUnsigned(a, imm) < 0 ? 1 : 0;
      case 4 -> a ^ imm;
      case 5 -> (i & 1 << 30) != 0 ? a >> shift : a >>> shift;
      case 6 -> a | imm;
      default -> a & imm;
    };
  }

  private long immediateWord(int i, int a) {
    int shift = rs2(i);
    return switch (funct3(i)) {
      case 0 -> (int) (a + immI(i));
      case 1 -> a << shift;
      case 5 -> (i & 1 << 30) != 0 ? a >> shift : a >>> shift;
      default -> throw illegal(i);
    };
  }

  private long register(int i, long a, long b) {
    if ((i >>> 25 & ~0x20) != 0) {
      throw illegal(i);
    }
    boolean other = (i & 1 << 30) != 0;
    return switch (funct3(i)) {
      case 0 -> other ? a - b : a + b;
      case 1 -> a << b;
      case 2 -> a < b ? 1 : 0;
      case 3 -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
      case 4 -> a ^ b;
      case 5 -> other ? a >> b : a >>> b;
      case 6 -> a | b;
      default -> a & b;
    };
  }

  private long registerWord(int i, int a, int b) {
    if ((i >>> 25 & ~0x20) != 0) {
      throw illegal(i);
    }
    boolean other = (i & 1 << 30) != 0;
    return switch (funct3(i)) {
      case 0 -> other ? a - b : a + b;
      case 1 -> a << b;
      case 5 -> other ? a >> b : a >>> b;
      default -> throw illegal(i);
    };
  }

  private void atomic(int i) {
    int size = 1 << funct3(i);
    long address = x.get(rs1(i));
    long value = x.get(rs2(i));
    if (size < 4 || size > 8) {
      throw illegal(i);
    }
    if ((address & size - 1) != 0) {
      throw trap.of(Trap.LOAD_MISALIGNED + 2, address);
    }
    int operation = i >>> 27;
    switch (operation) {
      case 2 -> x.set(rd(i), signed(memory.loadReserved(address, size), size));
      case 3 -> x.set(rd(i), memory.storeConditional(address, size, value));
      default -> {
        long old = memory.amo(address, size, was -> updated(i, signed(was, size), value));
        x.set(rd(i), signed(old, size));
      }
    }
  }

  private static long signed(long value, int size) {
    return size == 4 ? (int) value : value;
  }

  private long updated(int i, long old, long value) {
    return switch (i >>> 27) {
      case 0 -> old + value;
      case 1 -> value;
      case 4 -> old ^ value;
      case 8 -> old | value;
      case 12 -> old & value;
      default -> throw illegal(i);
    };
  }

  /* FENCE orders what is ordered already: stores are seen at once. */
  private void fence(int i) {
    if (i == PAUSE) {
      clock.charge(Cost.PAUSE);
      hart.pause();
    } else if (funct3(i) == 1) {
      hart.fenceInstructions();
    }
  }

  private long system(int i, long pc) {
    if (i == ECALL && x.isUser()) {
      throw trap.of(Trap.ECALL_U, 0);
    }
    if (x.isUser()) {
      throw illegal(i);
    }
    if (i == SRET) {
      return hart.sret();
    }
    if (i == WFI) {
      hart.waitForInterrupt();
    } else if (i >>> 25 == 0x09 && funct3(i) == 0 && rd(i) == 0) {
      hart.fence(rs1(i), rs2(i));
    } else {
      csr(i);
    }
    return pc + 4;
  }

  private void csr(int i) {
    int csr = Registers.csr(i >>> 20);
    int operation = funct3(i) & 3;
    if (csr < 0 || operation == 0) {
      throw illegal(i);
    }
    long operand = funct3(i) >= 4 ? rs1(i) : x.get(rs1(i));
    long old = x.get(csr);
    switch (operation) {
      case 1 -> x.set(csr, operand);
      case 2 -> x.set(csr, old | operand);
      default -> x.set(csr, old & ~operand);
    }
    x.set(rd(i), old);
    clock.charge(Cost.MSR);
  }
}
