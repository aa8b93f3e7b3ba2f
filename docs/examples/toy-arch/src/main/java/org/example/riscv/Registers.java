package org.example.riscv;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;

/**
 * The state of one hart in the arena: x0 to x31, pc, privilege mode and the supervisor CSRs (RISC-V
 * Privileged Architecture, chapter "Supervisor-Level ISA").
 */
final class Registers {

  static final int RA = 1;
  static final int SP = 2;
  static final int TP = 4;
  static final int A0 = 10;
  static final int A7 = 17;
  static final int PC = 32;

  /** 0 in U-mode, 1 in S-mode. */
  static final int MODE = 33;

  static final int SSTATUS = 34;
  static final int STVEC = 35;
  static final int SEPC = 36;
  static final int SCAUSE = 37;
  static final int STVAL = 38;
  static final int SSCRATCH = 39;
  static final int SATP = 40;
  static final int SIE = 41;
  static final int SIP = 42;

  /** Physical address of the reservation of LR plus 1; 0 for none. */
  static final int RESERVATION = 43;

  /** 1 while WFI waits. */
  static final int WAITING = 44;

  /** Which IPIs of the multiplexer are pending: bit n for vector n + 1. */
  static final int IPIS = 45;

  /** What the next trap from U-mode does first, for strategies that are a lower bound. */
  static final int BORDER = 46;

  static final int COUNT = 47;

  static final long SSTATUS_SIE = 1 << 1;
  static final long SSTATUS_SPIE = 1 << 5;
  static final long SSTATUS_SPP = 1 << 8;
  static final long SSTATUS_SUM = 1 << 18;
  static final long SSTATUS_MXR = 1 << 19;

  /** Supervisor software interrupt, in sip and sie. */
  static final long SSIP = 1 << 1;

  private static final String[] CSRS = {
    "pc",
    "mode",
    "sstatus",
    "stvec",
    "sepc",
    "scause",
    "stval",
    "sscratch",
    "satp",
    "sie",
    "sip",
    "reservation",
    "waiting",
    "ipis",
    "border"
  };

  private final Arena arena;
  private final int first;

  Registers(Arena arena, int first) {
    this.arena = arena;
    this.first = first;
  }

  static int reserve(ArenaBuilder slots, String hart) {
    int first = slots.slot(hart + ".x0");
    for (int i = 1; i < 32; i++) {
      slots.slot(hart + ".x" + i);
    }
    for (String csr : CSRS) {
      slots.slot(hart + "." + csr);
    }
    return first;
  }

  long get(int register) {
    return arena.get(first + register);
  }

  /* x0 stays 0. */
  void set(int register, long value) {
    if (register != 0) {
      arena.set(first + register, value);
    }
  }

  boolean has(int register, long bits) {
    return (get(register) & bits) == bits;
  }

  boolean isUser() {
    return get(MODE) == 0;
  }

  int firstSlot() {
    return first;
  }

  /* The slot of a CSR by its number, or -1. */
  static int csr(int number) {
    return switch (number) {
      case 0x100 -> SSTATUS;
      case 0x104 -> SIE;
      case 0x105 -> STVEC;
      case 0x140 -> SSCRATCH;
      case 0x141 -> SEPC;
      case 0x142 -> SCAUSE;
      case 0x143 -> STVAL;
      case 0x144 -> SIP;
      case 0x180 -> SATP;
      default -> -1;
    };
  }
}
