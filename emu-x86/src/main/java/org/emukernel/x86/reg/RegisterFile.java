package org.emukernel.x86.reg;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.x86.paging.TranslationControls;

/**
 * The registers of one CPU, each a slot of the arena; see {@link Reg} for their names. It checks
 * nothing.
 */
public final class RegisterFile implements TranslationControls {

  private final Arena arena;
  private final int first;

  /**
   * Makes the register file whose slots {@link #reserve} laid out.
   *
   * @param first what {@link #reserve} returned
   */
  public RegisterFile(Arena arena, int first) {
    this.arena = arena;
    this.first = first;
  }

  /**
   * Reserves the slots of one CPU's registers.
   *
   * @param cpu prefix of the slots' names, such as {@code cpu0}
   * @return the first slot
   */
  public static int reserve(ArenaBuilder builder, String cpu) {
    int first = builder.slot(cpu + "." + Reg.NAMES.get(0));
    for (String name : Reg.NAMES.subList(1, Reg.NAMES.size())) {
      builder.slot(cpu + "." + name);
    }
    return first;
  }

  /**
   * Puts the CPU into 64-bit mode at CPL 0 with interrupts off, as Linux's startup_64 leaves it:
   * paging on, write protection on, NX and SYSCALL enabled, selectors null.
   *
   * @param cr4 initial CR4; {@link Control#CR4_PAE} is added
   */
  public void reset(long cr4) {
    for (int i = 0; i < Reg.NAMES.size(); i++) {
      set(i, 0);
    }
    set(Reg.RFLAGS, Flags.FIXED);
    set(Reg.CR0, Control.CR0_LINUX);
    set(Reg.CR4, cr4 | Control.CR4_PAE);
    set(Reg.EFER, Control.EFER_DEFINED);
    set(Reg.APIC_BASE, 0xfee00c00L);
    set(Reg.PAT, 0x0007040600070406L);
    set(Reg.DR6, 0xffff0ff0L);
    set(Reg.DR7, 0x400);
  }

  /** {@return a register} */
  public long get(int register) {
    return arena.get(first + register);
  }

  /** Writes a register. */
  public void set(int register, long value) {
    arena.set(first + register, value);
  }

  /** {@return the slot of the first register, RAX; the others follow by their number} */
  public int firstSlot() {
    return first;
  }

  @Override
  public int cpl() {
    return (int) arena.get(first + Reg.CS) & 3;
  }

  @Override
  public long cr0() {
    return get(Reg.CR0);
  }

  @Override
  public long cr3() {
    return get(Reg.CR3);
  }

  @Override
  public long cr4() {
    return get(Reg.CR4);
  }

  @Override
  public long efer() {
    return get(Reg.EFER);
  }

  @Override
  public boolean ac() {
    return isSet(Reg.RFLAGS, Flags.AC);
  }

  /** {@return whether all of {@code bits} are set in {@code register}} */
  public boolean isSet(int register, long bits) {
    return (get(register) & bits) == bits;
  }

  /** {@return whether a linear address is canonical with 4-level paging: bits 63:47 are equal} */
  public static boolean isCanonical(long linear) {
    return linear << 16 >> 16 == linear;
  }
}
