package org.emukernel.entry.image;

import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;

/**
 * Kernel text that is patched at run time: static keys and tracepoints (include/linux/jump_label.h,
 * tracepoint.h and static_call.h, Linux v6.18; inline static calls as after boot), and what {@link
 * PatchableSites} adds.
 */
final class PatchableUnit {

  /** static_key.type of a key that forces the IPI: the series' JUMP_TYPE_FORCEFUL. */
  private static final int FORCEFUL = 4;

  /** Sites of static_key_emu_many: one more than a batch of text_poke holds. */
  private static final int MANY_SITES = 257;

  private PatchableUnit() {}

  /* Made when first asked for. */
  private static final class Usual {
    private static final RelocatableObject UNIT =
        assemble(KernelSpec.USUAL_STATIC_KEYS, KernelSpec.USUAL_TRACEPOINTS);
  }

  /** {@return the unit of a kernel with so many keys and tracepoints} */
  static RelocatableObject of(int staticKeys, int tracepoints) {
    return staticKeys == KernelSpec.USUAL_STATIC_KEYS && tracepoints == KernelSpec.USUAL_TRACEPOINTS
        ? Usual.UNIT
        : assemble(staticKeys, tracepoints);
  }

  private static RelocatableObject assemble(int staticKeys, int tracepoints) {
    Assembler asm = new Assembler("patchable");
    asm.asm("    .section .data..ro_after_init, \"aw\"\n    .balign 16");
    emitKey(asm, "housekeeping_overridden", 1, 0);
    StaticCallSites calls = new StaticCallSites(asm);
    for (int n = 0; n < staticKeys; n++) {
      emitStaticKey(asm, n);
    }
    for (int n = 0; n < tracepoints; n++) {
      emitTracepoint(asm, n);
      calls.key("__SCK__tp_func_emu_" + n, "__traceiter_emu_" + n);
      calls.site("__SCS__tp_func_emu_" + n, StaticCallSites.Tail.NO);
    }
    emitManySites(asm);
    emitForceful(asm);
    PatchableSites.emit(asm, calls);
    calls.end();
    return asm.assemble();
  }

  /** struct static_key: the count and, unused here, where its entries are. */
  private static void emitKey(Assembler asm, String name, int enabled, int type) {
    asm.asm(
        """
            .globl %1$s
            .type %1$s, @object
        %1$s:
            .quad %2$d
            .quad %3$d
            .size %1$s, .-%1$s
        """
            .formatted(name, enabled, type));
  }

  /** A key with many sites, such as tracing or memory cgroups have. */
  private static void emitManySites(Assembler asm) {
    asm.asm("    .data\n    .balign 16");
    emitKey(asm, "static_key_emu_many", 0, 0);
    asm.asm("    .text\nSYM_FUNC_START(static_key_probe_many)\n    xorl %eax, %eax");
    for (int i = 0; i < MANY_SITES; i++) {
      asm.asm(
          """
              STATIC_BRANCH_FALSE_UNLIKELY .Lon_\\@, static_key_emu_many
              jmp .Lnext_\\@
          .Lon_\\@:
              incl %eax
          .Lnext_\\@:
          """);
    }
    asm.asm("    ret\nSYM_FUNC_END(static_key_probe_many)");
  }

  /** Like mds_idle_clear and __sched_clock_stable in the series: whoever changes it interrupts. */
  private static void emitForceful(Assembler asm) {
    asm.asm("    .data\n    .balign 16");
    emitKey(asm, "static_key_emu_forceful", 0, FORCEFUL);
    asm.asm(
        """
            .text
        SYM_FUNC_START(static_key_probe_forceful)
            STATIC_BRANCH_FALSE_UNLIKELY .Lon_\\@, static_key_emu_forceful
            xorl %eax, %eax
            ret
        .Lon_\\@:
            movl $1, %eax
            ret
        SYM_FUNC_END(static_key_probe_forceful)
        """);
  }

  /** A site has 5 bytes where its target lies in another section. */
  private static void emitStaticKey(Assembler asm, int n) {
    boolean near = n % 2 != 0;
    asm.asm("    .data\n    .balign 16");
    emitKey(asm, "static_key_emu_" + n, 0, 0);
    asm.asm(
        """
            .text
        SYM_FUNC_START(static_key_probe_%1$d)
            STATIC_BRANCH_FALSE_UNLIKELY .Lon_\\@, static_key_emu_%1$d
            xorl %%eax, %%eax
            ret
        %2$s
        .Lon_\\@:
            movl $1, %%eax
            ret
            .text
        SYM_FUNC_END(static_key_probe_%1$d)
        """
            .formatted(n, near ? "" : "    .section .text.unlikely, \"ax\""));
  }

  private static void emitTracepoint(Assembler asm, int n) {
    asm.asm("    .data\n    .balign 16");
    emitKey(asm, "__tracepoint_emu_" + n, 0, 0);
    asm.asm(
        """
            .text
        SYM_FUNC_START(trace_emu_%1$d)
            STATIC_BRANCH_FALSE_UNLIKELY .Lon_\\@, __tracepoint_emu_%1$d
            ret
        SYM_FUNC_END(trace_emu_%1$d)
        SYM_FUNC_START(__traceiter_emu_%1$d)
            xorl %%eax, %%eax
            ret
        SYM_FUNC_END(__traceiter_emu_%1$d)
        SYM_FUNC_START(__probestub_emu_%1$d)
            ret
        SYM_FUNC_END(__probestub_emu_%1$d)
            .section .static_call.text, "ax"
            .balign 8
        SYM_FUNC_START_NOALIGN(__SCT__tp_func_emu_%1$d)
            jmp32 __traceiter_emu_%1$d
            ud1 %%esp, %%ecx
        SYM_FUNC_END(__SCT__tp_func_emu_%1$d)
            .section .text.unlikely, "ax"
        .Lon_\\@:
        SYM_INNER_LABEL(__SCS__tp_func_emu_%1$d, SYM_L_GLOBAL)
            call __traceiter_emu_%1$d
            ret
        """
            .formatted(n)
            .replace("    ud1 %esp, %ecx\n", "    .byte 0x0f, 0xb9, 0xcc\n"));
  }
}
