package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * struct optimized_kprobe in emulated memory (include/linux/kprobes.h): an element of {@code
 * kprobe_table}, which stands for the hash table of probes. An address of 0 is a free element.
 */
enum Kprobe {
  /** Address of the probed instruction. */
  ADDR(0),
  /** KPROBE_FLAG_* and {@link #POST_HANDLER}. */
  FLAGS(8),
  /** The first 8 bytes that stood there, first byte lowest. */
  ORIGINAL(16),
  /** Length of the instruction, bytes. */
  LENGTH(24),
  /** ainsn.insn: the out-of-line copy. */
  INSN(32),
  /** ainsn.boostable: 1 if the copy goes on by a jump of its own. */
  BOOSTABLE(40),
  /** optinsn.size: bytes of whole instructions that the jump replaces; 0: cannot be optimised. */
  OPT_SIZE(48),
  /** Which list of the optimizer it is on. */
  LIST(56),
  /** How often pre_handler ran. */
  HITS(64),
  /** How often post_handler ran. */
  POST_HITS(72),
  /** Hits inside another probe's handling: no handler ran. */
  NMISSED(80);

  /** The symbol of the table. */
  static final String TABLE = "kprobe_table";

  /** Per CPU: the probe that is being handled. */
  static final String CURRENT = "current_kprobe";

  /** Per CPU: KPROBE_HIT_SS or 0, and the saved IF. */
  static final String CTLBLK = "kprobe_ctlblk";

  /** Delayed work: pending in bit 0, due time in ns above. */
  static final String OPTIMIZING_WORK = "optimizing_work";

  static final int MAX = 8;
  static final int BYTES = 128;

  /** KPROBE_FLAG_GONE, _DISABLED, _OPTIMIZED. */
  static final long GONE = 1;

  static final long DISABLED = 2;
  static final long OPTIMIZED = 4;

  /** The probe has a post_handler, so that it is neither boosted nor optimised. */
  static final long POST_HANDLER = 0x100;

  /** Values of {@link #LIST}. */
  static final long NO_LIST = 0;

  static final long OPTIMIZING_LIST = 1;
  static final long UNOPTIMIZING_LIST = 2;

  /** Bytes of a slot for a copied instruction, and of one for a detour buffer. */
  static final int INSN_SLOT = 16;

  static final int OPTINSN_SLOT = 256;

  private final int offset;

  Kprobe(int offset) {
    this.offset = offset;
  }

  /** {@return the field of a probe} */
  long get(RoutineFrame f, long probe) {
    return f.load(probe + offset, 8);
  }

  void set(RoutineFrame f, long probe, long value) {
    f.store(probe + offset, 8, value);
  }

  void add(RoutineFrame f, long probe, long delta) {
    f.fetchAdd(probe + offset, 8, delta);
  }

  static long at(RoutineFrame f, long index) {
    return f.port().symbol(TABLE) + index * BYTES;
  }

  private static long index(RoutineFrame f, long probe) {
    return (probe - f.port().symbol(TABLE)) / BYTES;
  }

  static long insnSlot(RoutineFrame f, long probe) {
    return f.port().symbol("kprobe_insn_slots") + index(f, probe) * INSN_SLOT;
  }

  static long optinsnSlot(RoutineFrame f, long probe) {
    return f.port().symbol("kprobe_optinsn_slots") + index(f, probe) * OPTINSN_SLOT;
  }

  /** {@return where the copied instructions begin in a detour buffer: TMPL_END_IDX} */
  static long templateBytes(RoutineFrame f) {
    return f.port().symbol("optprobe_template_end") - f.port().symbol("optprobe_template_entry");
  }

  static boolean has(RoutineFrame f, long probe, long flag) {
    return (FLAGS.get(f, probe) & flag) != 0;
  }
}
