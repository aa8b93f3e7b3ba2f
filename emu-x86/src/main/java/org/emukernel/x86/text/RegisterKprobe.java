package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * register_kprobe(address, flags), Linux v6.18 kernel/kprobes.c, with arch_prepare_kprobe() and
 * arch_prepare_optimized_kprobe() (arch/x86/kernel/kprobes): copies the instruction out of line and
 * makes the detour buffer, then arms the probe unless it is {@link Kprobe#DISABLED}. Returns its
 * address, or -EINVAL for what must not be probed, -EEXIST for a second probe at an address (Linux
 * aggregates), -ENOMEM.
 */
final class RegisterKprobe extends KernelRoutine {

  private static final long EEXIST = 17;
  private static final long EINVAL = 22;
  private static final long ENOMEM = 12;
  private static final int COPY = 16;

  private static final int LOCK = 0;
  private static final int FIND = 1;
  private static final int PREPARE = 2;
  private static final int COPY_INSN = 3;
  private static final int TEMPLATE = 4;
  private static final int OPTIMIZED = 5;
  private static final int PUBLISH = 6;
  private static final int ARM = 7;
  private static final int UNLOCK = 8;

  /* Locals. */
  private static final int INDEX = 0;
  private static final int PROBE = 1;
  private static final int RESULT = 2;
  private static final int OFFSET = 3;

  RegisterKprobe() {
    super(
        "register_kprobe",
        4,
        "lock",
        "get_kprobe",
        "arch_prepare_kprobe",
        "copy_insn",
        "copy_template",
        "copy_optimized_instructions",
        "hlist_add_head_rcu",
        "arm_kprobe",
        "unlock",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> TextMutex.lock(f);
      case FIND -> find(f);
      case PREPARE -> prepare(f);
      case COPY_INSN -> copyInsn(f);
      case TEMPLATE -> copyTemplate(f);
      case OPTIMIZED -> finishDetour(f);
      case PUBLISH -> {
        Kprobe.ADDR.set(f, f.local(PROBE), f.arg(0));
        f.setLocal(RESULT, f.local(PROBE));
      }
      case ARM -> {
        if ((f.arg(1) & Kprobe.DISABLED) == 0) {
          f.call(f.port().symbol("arm_kprobe"), f.local(PROBE));
        }
      }
      case UNLOCK -> TextMutex.unlock(f);
      default -> f.ret(f.local(RESULT));
    }
  }

  private static void fail(RoutineFrame f, long errno) {
    f.setLocal(RESULT, -errno);
    f.goTo(UNLOCK);
  }

  private static void find(RoutineFrame f) {
    long index = f.local(INDEX);
    if (index == Kprobe.MAX) {
      if (f.local(PROBE) == 0) {
        fail(f, ENOMEM);
      }
      return;
    }
    long probe = Kprobe.at(f, index);
    long address = Kprobe.ADDR.get(f, probe);
    if (address == f.arg(0)) {
      fail(f, EEXIST);
      return;
    }
    if (address == 0 && f.local(PROBE) == 0) {
      f.setLocal(PROBE, probe);
    }
    f.setLocal(INDEX, index + 1);
    f.goTo(FIND);
  }

  /* Text that only holders of text_mutex write; the element is not published yet. */
  private static void prepare(RoutineFrame f) {
    long address = f.arg(0);
    byte[] bytes = text(f, address);
    ProbedInstruction instruction = ProbedInstruction.decode(bytes, 0);
    if (instruction.length() == 0 || KernelText.isNoinstr(f, address)) {
      fail(f, EINVAL);
      return;
    }
    long original = f.load(address, 8);
    boolean boosted =
        instruction.boostable()
            && !ProbedInstruction.isEmulated(original)
            && (f.arg(1) & Kprobe.POST_HANDLER) == 0;
    long probe = f.local(PROBE);
    Kprobe.FLAGS.set(f, probe, f.arg(1));
    Kprobe.ORIGINAL.set(f, probe, original);
    Kprobe.LENGTH.set(f, probe, instruction.length());
    Kprobe.INSN.set(f, probe, Kprobe.insnSlot(f, probe));
    Kprobe.BOOSTABLE.set(f, probe, boosted ? 1 : 0);
    Kprobe.LIST.set(f, probe, Kprobe.NO_LIST);
    List.of(Kprobe.HITS, Kprobe.POST_HITS, Kprobe.NMISSED).forEach(c -> c.set(f, probe, 0));
    boolean optimizable = (f.arg(1) & Kprobe.POST_HANDLER) == 0;
    Kprobe.OPT_SIZE.set(f, probe, optimizable ? optimizedSize(f, bytes) : 0);
    f.setLocal(OFFSET, 0);
  }

  private static byte[] text(RoutineFrame f, long address) {
    byte[] bytes = new byte[COPY];
    for (int i = 0; i < COPY; i++) {
      bytes[i] = (byte) f.load(address + i, 1);
    }
    return bytes;
  }

  /*
   * copy_optimized_instructions(): whole boostable instructions until a JMP rel32 fits, inside one function and where nothing else is
   * patched. A jump from elsewhere into them is for the author of the text to avoid; can_optimize() decodes the function.
   */
  private static long optimizedSize(RoutineFrame f, byte[] bytes) {
    String function = f.port().functionName(f.arg(0));
    int size = 0;
    while (size < 5) {
      ProbedInstruction next = ProbedInstruction.decode(bytes, size);
      int first = bytes[size] & 0xff;
      boolean leaves = first == 0xc3 || first == 0xc2;
      if (next.length() == 0 || !next.boostable() || leaves && size + next.length() < 5) {
        return 0;
      }
      size += next.length();
    }
    boolean inside =
        withoutOffset(f.port().symbolize(f.arg(0) + size - 1L)).equals(withoutOffset(function));
    return inside ? size : 0;
  }

  private static String withoutOffset(String symbolized) {
    int plus = symbolized.indexOf('+');
    return plus < 0 ? symbolized : symbolized.substring(0, plus);
  }

  /* The instruction and behind it JMP back, or INT3 (prepare_singlestep()). Every byte of a slot is the kernel's own until it is used. */
  private static void copyInsn(RoutineFrame f) {
    long probe = f.local(PROBE);
    int length = (int) Kprobe.LENGTH.get(f, probe);
    long slot = Kprobe.INSN.get(f, probe);
    copy(f, f.arg(0), slot, length);
    if (Kprobe.BOOSTABLE.get(f, probe) != 0) {
      jump(f, slot + length, f.arg(0) + length);
    } else {
      f.store(KernelText.alias(slot + length), 1, Emulated.INT3);
    }
    if (Kprobe.OPT_SIZE.get(f, probe) == 0) {
      f.goTo(PUBLISH);
    }
  }

  private static void copy(RoutineFrame f, long from, long to, int bytes) {
    for (int i = 0; i < bytes; i++) {
      f.store(KernelText.alias(to + i), 1, f.load(from + i, 1));
    }
  }

  private static void jump(RoutineFrame f, long from, long to) {
    f.store(KernelText.alias(from), 1, Emulated.JMP32);
    f.store(KernelText.alias(from + 1), 4, to - (from + 5) & 0xffff_ffffL);
  }

  private static void copyTemplate(RoutineFrame f) {
    long from = f.port().symbol("optprobe_template_entry") + f.local(OFFSET);
    long left = Kprobe.templateBytes(f) - f.local(OFFSET);
    if (left > 0) {
      int bytes = (int) Math.min(8, left);
      copy(f, from, Kprobe.optinsnSlot(f, f.local(PROBE)) + f.local(OFFSET), bytes);
      f.setLocal(OFFSET, f.local(OFFSET) + bytes);
      f.goTo(TEMPLATE);
    }
  }

  /* synthesize_set_arg1(), synthesize_relcall(), the copied instructions and the jump back. */
  private static void finishDetour(RoutineFrame f) {
    long probe = f.local(PROBE);
    long slot = Kprobe.optinsnSlot(f, probe);
    long entry = f.port().symbol("optprobe_template_entry");
    long value = slot + f.port().symbol("optprobe_template_val") - entry;
    long call = slot + f.port().symbol("optprobe_template_call") - entry;
    f.store(KernelText.alias(value), 2, 0xbf48);
    f.store(KernelText.alias(value + 2), 8, probe);
    f.store(KernelText.alias(call), 1, Emulated.CALL);
    long displacement = f.port().symbol("optimized_callback") - (call + 5);
    f.store(KernelText.alias(call + 1), 4, displacement & 0xffff_ffffL);
    long copied = slot + Kprobe.templateBytes(f);
    int size = (int) Kprobe.OPT_SIZE.get(f, probe);
    copy(f, f.arg(0), copied, size);
    jump(f, copied + size, f.arg(0) + size);
  }
}
