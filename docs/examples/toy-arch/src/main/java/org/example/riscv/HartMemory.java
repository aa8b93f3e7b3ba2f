package org.example.riscv;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.api.paging.PageTableFormat;

/**
 * One hart's way to memory: translation, loads, stores and fetches. Stores are seen at once. The
 * hart sets A and D itself (Svadu), by an atomic update of the entry.
 */
final class HartMemory {

  /** What an access does. */
  enum Access {
    FETCH(Trap.INSTRUCTION_PAGE, Sv39.X),
    LOAD(Trap.LOAD_PAGE, Sv39.R),
    STORE(Trap.STORE_PAGE, Sv39.W);

    private final int fault;
    private final long right;

    Access(int fault, long right) {
      this.fault = fault;
      this.right = right;
    }
  }

  /**
   * What it works with.
   *
   * @param trap the hart's exception
   * @param all every hart's registers, for reservations
   */
  record Parts(
      int hart,
      PhysicalMemory memory,
      Registers registers,
      Tlb tlb,
      TextView text,
      KernelText kernelText,
      CpuClock clock,
      Trap trap,
      TlbMonitor translations,
      TextMonitor instructions,
      java.util.List<Registers> all) {}

  private final Parts p;

  HartMemory(Parts parts) {
    p = parts;
  }

  private static final int MODE_SHIFT = 60;
  private static final long SV39_MODE = 8;
  private static final int ASID_SHIFT = 44;
  private static final long ASIDS = 0xffff;

  static long satp(long root, int asid) {
    return SV39_MODE << MODE_SHIFT | (long) asid << ASID_SHIFT | root >>> 12;
  }

  long asid() {
    return p.registers().get(Registers.SATP) >>> ASID_SHIFT & ASIDS;
  }

  private long root() {
    return (p.registers().get(Registers.SATP) & (1L << ASID_SHIFT) - 1) << 12;
  }

  /* {@return the physical address of an access} */
  long translate(long linear, Access access) {
    if (p.registers().get(Registers.SATP) >>> MODE_SHIFT == 0) {
      return linear;
    }
    if (!Sv39.isCanonical(linear)) {
      throw p.trap().of(access.fault, linear);
    }
    int place = p.tlb().find(linear, asid());
    if (place == Tlb.NONE || access == Access.STORE && (p.tlb().entry(place) & Sv39.D) == 0) {
      place = walk(linear, access);
    }
    long entry = p.tlb().entry(place);
    require(entry, linear, access);
    int shift = Sv39.shift(Tlb.level(place));
    long physical = Sv39.frame(entry) & -(1L << shift) | linear & (1L << shift) - 1;
    if (p.tlb().isCondemned(place)) {
      p.translations().condemnedTranslationUsed(p.hart(), linear, physical & -4096);
    }
    return physical;
  }

  /* Sets A, and D for a store, if the access is allowed; a fault changes nothing. */
  private int walk(long linear, Access access) {
    p.clock().charge(Cost.PAGE_WALK);
    PageTables.Leaf leaf = PageTables.walk(p.memory(), root(), linear);
    if (leaf == null) {
      throw p.trap().of(access.fault, linear);
    }
    require(leaf.entry(), linear, access);
    long entry = leaf.entry() | Sv39.A | (access == Access.STORE ? Sv39.D : 0);
    if (entry != leaf.entry()) {
      p.memory().writeLong(leaf.at(), entry);
    }
    return p.tlb().fill(linear, leaf.level(), asid(), entry);
  }

  private void require(long entry, long linear, Access access) {
    boolean user = (entry & Sv39.U) != 0;
    boolean modeAllows =
        p.registers().isUser()
            ? user
            : !user
                || access != Access.FETCH
                    && p.registers().has(Registers.SSTATUS, Registers.SSTATUS_SUM);
    boolean executable =
        access == Access.LOAD
            && (entry & Sv39.X) != 0
            && p.registers().has(Registers.SSTATUS, Registers.SSTATUS_MXR);
    if (!modeAllows || (entry & access.right) == 0 && !executable) {
      throw p.trap().of(access.fault, linear);
    }
  }

  /* {@return the instruction word at an address} */
  int fetch(long linear) {
    long physical = translate(linear, Access.FETCH);
    int stale = p.text().count() == 0 ? -1 : p.text().find(physical);
    if (stale < 0) {
      return p.memory().readInt(physical);
    }
    if (p.text().isCondemned(stale)) {
      p.instructions().condemnedTextExecuted(p.hart(), linear, 4);
    }
    return p.text().word(stale);
  }

  /* {@return the word there if it is cached, without any effect; else 0, which is no instruction} */
  int peek(long linear) {
    int place = p.tlb().find(linear, asid());
    if (place == Tlb.NONE) {
      return 0;
    }
    int shift = Sv39.shift(Tlb.level(place));
    long physical = Sv39.frame(p.tlb().entry(place)) & -(1L << shift) | linear & (1L << shift) - 1;
    int stale = p.text().find(physical);
    return stale < 0 ? p.memory().readInt(physical) : p.text().word(stale);
  }

  /* A load that crosses a page is refused: the kernel makes none. */
  long load(long linear, int size) {
    if ((linear & PageTableFormat.PAGE_BYTES - 1) + size > PageTableFormat.PAGE_BYTES) {
      throw p.trap().of(Trap.LOAD_MISALIGNED, linear);
    }
    return p.memory().read(translate(linear, Access.LOAD), size);
  }

  void store(long linear, int size, long value) {
    if ((linear & PageTableFormat.PAGE_BYTES - 1) + size > PageTableFormat.PAGE_BYTES) {
      throw p.trap().of(Trap.LOAD_MISALIGNED + 2, linear);
    }
    write(translate(linear, Access.STORE), size, value);
  }

  private void write(long physical, int size, long value) {
    p.kernelText().storing(physical, size);
    for (Registers hart : p.all()) {
      if (hart.get(Registers.RESERVATION) == (physical & -8) + 1) {
        hart.set(Registers.RESERVATION, 0);
      }
    }
    p.memory().write(physical, size, value);
  }

  /* LR. */
  long loadReserved(long linear, int size) {
    long physical = translate(linear, Access.LOAD);
    p.registers().set(Registers.RESERVATION, (physical & -8) + 1);
    return p.memory().read(physical, size);
  }

  /* SC. {@return 0 if the store was made, else 1} */
  long storeConditional(long linear, int size, long value) {
    long physical = translate(linear, Access.STORE);
    boolean held = p.registers().get(Registers.RESERVATION) == (physical & -8) + 1;
    p.registers().set(Registers.RESERVATION, 0);
    if (held) {
      write(physical, size, value);
    }
    return held ? 0 : 1;
  }

  /** What an AMO makes of what was there. */
  interface Update {

    long of(long old);
  }

  /* {@return the old value} */
  long amo(long linear, int size, Update update) {
    p.clock().charge(Cost.LOCKED);
    long physical = translate(linear, Access.STORE);
    long old = p.memory().read(physical, size);
    write(physical, size, update.of(old));
    return old;
  }
}
