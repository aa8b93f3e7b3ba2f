package org.emukernel.x86.apic;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.machine.IpiBus;

/**
 * The local APIC of one CPU: pending (IRR) and in-service (ISR) vectors, priorities, EOI and the
 * interrupt command register. The x2APIC identifier of a CPU, 32 bits wide, is its number.
 *
 * <p>Source: SDM vol. 3A, "Advanced Programmable Interrupt Controller (APIC)": "Handling
 * Interrupts", "Task and Processor Priorities", "Extended XAPIC (x2APIC)".
 */
public final class LocalApic {

  /** What {@link #pending} returns when no vector may be delivered. */
  public static final int NONE = -1;

  private static final int IRR = 0;
  private static final int ISR = 4;
  private static final int TPR = 8;
  private static final int SVR = 9;
  private static final int ICR = 10;
  private static final int LVT = 11;
  private static final int LVTS = 6;
  private static final int INITIAL_COUNT = 17;
  private static final int DIVIDE = 18;
  private static final int ERROR = 19;
  private static final int SLOTS = 20;

  private static final long LVT_MASKED = 1 << 16;

  private final Arena arena;
  private final int first;
  private final int cpu;
  private final int cpus;
  private final IpiBus bus;

  /**
   * Makes a local APIC.
   *
   * @param first what {@link #reserve} returned
   * @param cpu its CPU
   * @param cpus how many CPUs the machine has
   * @param bus where its interrupts go
   */
  public LocalApic(Arena arena, int first, int cpu, int cpus, IpiBus bus) {
    this.arena = arena;
    this.first = first;
    this.cpu = cpu;
    this.cpus = cpus;
    this.bus = bus;
  }

  /**
   * Reserves the slots of one local APIC.
   *
   * @param name prefix of the slots' names, such as {@code cpu0}
   * @return the first slot
   */
  public static int reserve(ArenaBuilder builder, String name) {
    return builder.slots(name + ".apic", SLOTS, SlotKind.STATE);
  }

  /**
   * Puts it into the state that Linux leaves it in: enabled, spurious vector 0xff, local vectors
   * masked.
   */
  public void reset() {
    for (int i = 0; i < SLOTS; i++) {
      set(i, 0);
    }
    set(SVR, 0x1ff);
    for (int i = 0; i < LVTS; i++) {
      set(LVT + i, LVT_MASKED);
    }
  }

  private long get(int register) {
    return arena.get(first + register);
  }

  private void set(int register, long value) {
    arena.set(first + register, value);
  }

  /**
   * An interrupt arrives: it is pending from now on. A vector that is pending already is not
   * counted twice.
   *
   * @param vector 16..255
   */
  public void accept(int vector) {
    if (vector < 16 || vector > 255) {
      throw new IllegalArgumentException("interrupt vector " + vector + " is not in 16..255");
    }
    set(IRR + (vector >> 6), get(IRR + (vector >> 6)) | 1L << vector);
  }

  /** {@return whether a vector waits, deliverable or not} */
  public boolean hasRequests() {
    return (get(IRR) | get(IRR + 1) | get(IRR + 2) | get(IRR + 3)) != 0;
  }

  /** {@return whether a vector waits in the IRR} */
  public boolean isRequested(int vector) {
    return (get(IRR + (vector >> 6)) >>> vector & 1) != 0;
  }

  /** {@return whether a vector is in service: delivered and not yet ended by EOI} */
  public boolean isInService(int vector) {
    return (get(ISR + (vector >> 6)) >>> vector & 1) != 0;
  }

  /**
   * {@return the highest vector whose priority class is above the processor priority, or {@link
   * #NONE}}
   */
  public int pending() {
    if (!hasRequests()) {
      return NONE;
    }
    int vector = highest(IRR);
    return vector >> 4 > processorPriority() >> 4 ? vector : NONE;
  }

  /** The CPU takes the vector that {@link #pending} returned: it goes into service. */
  public void acknowledge(int vector) {
    int word = vector >> 6;
    set(IRR + word, get(IRR + word) & ~(1L << vector));
    set(ISR + word, get(ISR + word) | 1L << vector);
  }

  /** Ends the service of the highest vector in service; none in service changes nothing. */
  public void endOfInterrupt() {
    int vector = highest(ISR);
    if (vector != NONE) {
      set(ISR + (vector >> 6), get(ISR + (vector >> 6)) & ~(1L << vector));
    }
  }

  private int highest(int register) {
    for (int word = 3; word >= 0; word--) {
      long bits = get(register + word);
      if (bits != 0) {
        return word * 64 + 63 - Long.numberOfLeadingZeros(bits);
      }
    }
    return NONE;
  }

  /** {@return the task priority, 0..255} */
  public int taskPriority() {
    return (int) get(TPR);
  }

  /** Sets the task priority, 0..255; CR8 holds its bits 7:4. */
  public void setTaskPriority(int priority) {
    set(TPR, priority);
  }

  /**
   * {@return the PPR: the task priority, or the class of the highest vector in service if that is
   * higher}
   */
  public int processorPriority() {
    int tpr = taskPriority();
    int serviced = highest(ISR);
    return serviced == NONE || tpr >> 4 >= serviced >> 4 ? tpr : serviced & 0xf0;
  }

  /** Sends a fixed interrupt to one CPU, by one write of the interrupt command register. */
  public void send(int target, int vector) {
    writeCommand((long) target << 32 | vector);
  }

  /**
   * Writes a register by its MSR.
   *
   * @param msr 0x800..0x8ff
   * @return false if the write is a #GP
   */
  public boolean write(int msr, long value) {
    switch (msr) {
      case 0x808:
        return writeBits(TPR, value, 0xff);
      case 0x80b:
        if (value == 0) {
          endOfInterrupt();
        }
        return value == 0;
      case 0x80f:
        return writeBits(SVR, value, 0x1fff);
      case 0x828:
        return writeBits(ERROR, value, 0);
      case 0x830:
        return writeCommandChecked(value);
      case 0x838:
        return writeBits(INITIAL_COUNT, value, 0xffff_ffffL);
      case 0x83e:
        return writeBits(DIVIDE, value, 0xb);
      case 0x83f:
        return writeSelf(value);
      default:
        return isLvt(msr) && writeBits(LVT + msr - 0x832, value, 0x7_f7ff);
    }
  }

  private static boolean isLvt(int msr) {
    return msr >= 0x832 && msr < 0x832 + LVTS;
  }

  private boolean writeBits(int register, long value, long defined) {
    if ((value & ~defined) != 0) {
      return false;
    }
    set(register, value);
    return true;
  }

  /* Bits 12 (delivery status, xAPIC only), 13, 17:16 and 31:20 are reserved. */
  private boolean writeCommandChecked(long value) {
    if ((value & 0xfff3_3000L) != 0) {
      return false;
    }
    writeCommand(value);
    return true;
  }

  private boolean writeSelf(long value) {
    if ((value & ~0xffL) != 0) {
      return false;
    }
    if (value >= 16) {
      accept((int) value);
    }
    return true;
  }

  /** The interrupt command register is as after a reset; no command is under way there. */
  public void forgetCommand() {
    set(ICR, 0);
  }

  private void writeCommand(long value) {
    set(ICR, value);
    int shorthand = (int) (value >>> 18) & 3;
    int destination = (int) (value >>> 32);
    boolean logical = (value >>> 11 & 1) != 0;
    if (shorthand == 1) {
      deliver(cpu, value);
    } else if (shorthand != 0 || destination == -1) {
      deliverToAll(value, shorthand == 3 ? cpu : NONE);
    } else if (logical) {
      deliverToCluster(value, destination);
    } else if (destination >= 0 && destination < cpus) {
      deliver(destination, value);
    }
  }

  private void deliverToAll(long value, int except) {
    for (int target = 0; target < cpus; target++) {
      if (target != except) {
        deliver(target, value);
      }
    }
  }

  /* Sixteen CPUs are a cluster; its number is above the bits that name them. */
  private void deliverToCluster(long value, int destination) {
    int first = destination >>> 16 << 4;
    for (int bits = destination & 0xffff; bits != 0; bits &= bits - 1) {
      int target = first + Integer.numberOfTrailingZeros(bits);
      if (target < cpus) {
        deliver(target, value);
      }
    }
  }

  private void deliver(int target, long command) {
    int mode = (int) (command >>> 8) & 7;
    int vector = (int) command & 0xff;
    if (mode == 4) {
      bus.nmi(cpu, target);
    } else if (mode != 0 || vector < 16) {
      set(ERROR, get(ERROR) | 1 << 5);
    } else if (target == cpu) {
      accept(vector);
    } else {
      bus.fixed(cpu, target, vector);
    }
  }

  /** {@return whether {@link #read} knows a register} */
  public static boolean isReadable(int msr) {
    return switch (msr) {
      case 0x802, 0x803, 0x808, 0x80a, 0x80d, 0x80f, 0x828, 0x830, 0x838, 0x839, 0x83e -> true;
      default -> isLvt(msr) || msr >= 0x810 && msr <= 0x827;
    };
  }

  /** {@return a register by its MSR, one for which {@link #isReadable}} */
  public long read(int msr) {
    return switch (msr) {
      case 0x802 -> cpu;
      case 0x803 -> 0x0005_0015L;
      case 0x808 -> get(TPR);
      case 0x80a -> processorPriority();
      case 0x80d -> (long) (cpu >> 4) << 16 | 1L << (cpu & 15);
      case 0x80f -> get(SVR);
      case 0x828 -> get(ERROR);
      case 0x830 -> get(ICR);
      case 0x838 -> get(INITIAL_COUNT);
      case 0x83e -> get(DIVIDE);
      default -> readTable(msr);
    };
  }

  /* The 256-bit registers ISR (810), TMR (818) and IRR (820) stand in eight registers of 32 bits each. */
  private long readTable(int msr) {
    if (isLvt(msr)) {
      return get(LVT + msr - 0x832);
    }
    int half = msr & 7;
    int table = msr < 0x818 ? ISR : IRR;
    boolean vectors = msr >= 0x810 && msr < 0x828 && (msr < 0x818 || msr >= 0x820);
    return vectors ? get(table + (half >> 1)) >>> (half & 1) * 32 & 0xffff_ffffL : 0;
  }

  /** Passes on that the CPU's MWAIT is over: {@link IpiBus#monitorTriggered}. */
  public void monitorTriggered() {
    bus.monitorTriggered(cpu);
  }
}
