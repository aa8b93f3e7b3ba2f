package org.emukernel.entry.image;

import org.emukernel.x86.asm.Assembler;

/**
 * Functions with patchable instructions of each kind: a static call with call, tail-call and
 * conditional tail-call sites (arch/x86/kernel/static_call.c), functions to put kprobes in with
 * what probes need (arch/x86/kernel/kprobes/opt.c), functions with an entry site for ftrace and the
 * code that the sites call (arch/x86/kernel/ftrace_64.S), and an instruction that livepatch
 * relocates; Linux v6.18.
 */
final class PatchableSites {

  /** Functions that ftrace can trace: more than a batch of text_poke holds. */
  static final int FTRACE_FUNCTIONS = 260;

  private PatchableSites() {}

  static void emit(Assembler asm, StaticCallSites calls) {
    emitStaticCall(asm, calls);
    emitKprobeTargets(asm);
    emitKprobeSlots(asm);
    emitOptprobeTemplate(asm);
    emitFtrace(asm);
    asm.asm(
        """
            .text
        SYM_FUNC_START(klp_target_emu)
            .byte 0xb8      # movl $imm32, %eax
        SYM_INNER_LABEL(klp_reloc_emu, SYM_L_GLOBAL)
            .long 0
            ret
        SYM_FUNC_END(klp_target_emu)
        """);
    emitStaticCallsOfOneSite(asm, calls);
  }

  /** Each caller returns what the called function returns, or 7 if nothing is called. */
  private static void emitStaticCall(Assembler asm, StaticCallSites calls) {
    asm.asm(
        """
            .text
        SYM_FUNC_START(sc_emu_one)
            movl $1, %eax
            ret
        SYM_FUNC_END(sc_emu_one)
        SYM_FUNC_START(sc_emu_two)
            movl $2, %eax
            ret
        SYM_FUNC_END(sc_emu_two)
        SYM_FUNC_START(__static_call_return0)
            xorl %eax, %eax
            ret
        SYM_FUNC_END(__static_call_return0)
        SYM_FUNC_START(__static_call_return)
            ret
            int3
        SYM_FUNC_END(__static_call_return)
        SYM_FUNC_START(sc_emu_caller_call)
            movl $7, %eax
        SYM_INNER_LABEL(sc_emu_site_call, SYM_L_GLOBAL)
            call sc_emu_one
            ret
        SYM_FUNC_END(sc_emu_caller_call)
        SYM_FUNC_START(sc_emu_caller_tail)
            movl $7, %eax
        SYM_INNER_LABEL(sc_emu_site_tail, SYM_L_GLOBAL)
            jmp32 sc_emu_one
        SYM_FUNC_END(sc_emu_caller_tail)
        SYM_FUNC_START(sc_emu_caller_jcc)
            movl $7, %eax
            testl %eax, %eax
        SYM_INNER_LABEL(sc_emu_site_jcc, SYM_L_GLOBAL)
            jne32 sc_emu_one
            ret
        SYM_FUNC_END(sc_emu_caller_jcc)
        SYM_FUNC_START(sc_emu_caller_tramp)
            movl $7, %eax
            call __SCT__emu
            ret
        SYM_FUNC_END(sc_emu_caller_tramp)
            .section .static_call.text, "ax"
            .balign 8
        SYM_FUNC_START_NOALIGN(__SCT__emu)
            jmp32 sc_emu_one
            .byte 0x0f, 0xb9, 0xcc
        SYM_FUNC_END(__SCT__emu)
        """);
    calls.key("__SCK__emu", "sc_emu_one");
    calls.site("sc_emu_site_call", StaticCallSites.Tail.NO);
    calls.site("sc_emu_site_tail", StaticCallSites.Tail.YES);
    calls.site("sc_emu_site_jcc", StaticCallSites.Tail.YES);
  }

  /* The same callers again, each the only one of its key. */
  private static void emitStaticCallsOfOneSite(Assembler asm, StaticCallSites calls) {
    emitStaticCallOfOneSite(asm, "call", "call sc_emu_one\n    ret");
    calls.key("__SCK__emu_call", "sc_emu_one");
    calls.site("sc_emu_only_call", StaticCallSites.Tail.NO);
    emitStaticCallOfOneSite(asm, "tail", "jmp32 sc_emu_one");
    calls.key("__SCK__emu_tail", "sc_emu_one");
    calls.site("sc_emu_only_tail", StaticCallSites.Tail.YES);
    emitStaticCallOfOneSite(asm, "jcc", "jne32 sc_emu_one\n    ret");
    calls.key("__SCK__emu_jcc", "sc_emu_one");
    calls.site("sc_emu_only_jcc", StaticCallSites.Tail.YES);
    emitStaticCallOfOneSite(asm, "tramp", "call __SCT__emu_tramp\n    ret");
    calls.key("__SCK__emu_tramp", "sc_emu_one");
  }

  private static void emitStaticCallOfOneSite(Assembler asm, String form, String site) {
    asm.asm(
        """
            .text
        SYM_FUNC_START(sc_emu_only_caller_%1$s)
            movl $7, %%eax
            testl %%eax, %%eax
        SYM_INNER_LABEL(sc_emu_only_%1$s, SYM_L_GLOBAL)
            %2$s
        SYM_FUNC_END(sc_emu_only_caller_%1$s)
            .section .static_call.text, "ax"
            .balign 8
        SYM_FUNC_START_NOALIGN(__SCT__emu_%1$s)
            jmp32 sc_emu_one
            .byte 0x0f, 0xb9, 0xcc
        SYM_FUNC_END(__SCT__emu_%1$s)
        """
            .formatted(form, site));
  }

  /** Returns 5 each, by an instruction at the start that is boosted, emulated, or stepped. */
  private static void emitKprobeTargets(Assembler asm) {
    asm.asm(
        """
            .text
        SYM_FUNC_START(kprobe_emu_boosted)
            xorl %eax, %eax
            addl $2, %eax
            addl $3, %eax
            ret
        SYM_FUNC_END(kprobe_emu_boosted)
        SYM_FUNC_START(kprobe_emu_emulated)
            call .Lfive_\\@
            ret
        .Lfive_\\@:
            movl $5, %eax
            ret
        SYM_FUNC_END(kprobe_emu_emulated)
        SYM_FUNC_START(kprobe_emu_stepped)
            .byte 0xff, 0xf0    # pushq %rax, group 5
            movl $5, %eax
            popq %rcx
            ret
        SYM_FUNC_END(kprobe_emu_stepped)
        """);
    for (int n = 0; n < 8; n++) {
      asm.asm(
          """
          SYM_FUNC_START(kprobe_emu_%1$d)
              movl $2, %%eax
              addl $3, %%eax
              ret
          SYM_FUNC_END(kprobe_emu_%1$d)
          """
              .formatted(n));
    }
  }

  /** Pages of kprobe_insn_cache and kprobe_optinsn_slots; in Linux execmem gives them. */
  private static void emitKprobeSlots(Assembler asm) {
    asm.asm(
        """
            .text
            .balign 64, 0xcc
            .globl kprobe_insn_slots
            .type kprobe_insn_slots, @object
        kprobe_insn_slots:
            .skip 128, 0xcc
            .size kprobe_insn_slots, .-kprobe_insn_slots
            .globl kprobe_optinsn_slots
            .type kprobe_optinsn_slots, @object
        kprobe_optinsn_slots:
            .skip 2048, 0xcc
            .size kprobe_optinsn_slots, .-kprobe_optinsn_slots
        """);
  }

  /** The detour buffer before its probe, call and copied instructions are filled in. */
  private static void emitOptprobeTemplate(Assembler asm) {
    asm.asm(
        """
            .section .rodata, "a"
            .balign 16
            .globl optprobe_template_entry, optprobe_template_val, optprobe_template_call
            .globl optprobe_template_end
        optprobe_template_entry:
            pushq %rsp
            pushfq
            ALTERNATIVE "", "clac", X86_FEATURE_SMAP
            subq  $24, %rsp     # skip cs, ip, orig_ax
            pushq %rdi
            pushq %rsi
            pushq %rdx
            pushq %rcx
            pushq %rax
            pushq %r8
            pushq %r9
            pushq %r10
            pushq %r11
            pushq %rbx
            pushq %rbp
            pushq %r12
            pushq %r13
            pushq %r14
            pushq %r15
            movq  %rsp, %rsi
        optprobe_template_val:
            .byte 0x0f, 0x1f, 0x44, 0x00, 0x00, 0x0f, 0x1f, 0x44, 0x00, 0x00
        optprobe_template_call:
            .byte 0x0f, 0x1f, 0x44, 0x00, 0x00
            movq  18*8(%rsp), %rdx
            movq  %rdx, 19*8(%rsp)
            popq  %r15
            popq  %r14
            popq  %r13
            popq  %r12
            popq  %rbp
            popq  %rbx
            popq  %r11
            popq  %r10
            popq  %r9
            popq  %r8
            popq  %rax
            popq  %rcx
            popq  %rdx
            popq  %rsi
            popq  %rdi
            addq  $24, %rsp
            addq  $8, %rsp
            popfq
        optprobe_template_end:
            .quad 0
        """);
  }

  private static void emitFtrace(Assembler asm) {
    asm.asm("    .text\nSYM_FUNC_START(ftrace_stub)\n    ret\nSYM_FUNC_END(ftrace_stub)");
    emitFtraceCaller(asm, "ftrace_caller", "ftrace_call");
    emitFtraceCaller(asm, "ftrace_regs_caller", "ftrace_regs_call");
    StringBuilder table = new StringBuilder();
    StringBuilder text = new StringBuilder("    .text\n");
    for (int n = 0; n < FTRACE_FUNCTIONS; n++) {
      text.append(
          """
          SYM_FUNC_START(ftrace_emu_%1$d)
              .byte 0x0f, 0x1f, 0x44, 0x00, 0x00
              ret
          SYM_FUNC_END(ftrace_emu_%1$d)
          """
              .formatted(n));
      table.append("    .quad ftrace_emu_").append(n).append('\n');
    }
    asm.asm(text.toString());
    asm.asm(
        "    .section __mcount_loc, \"a\"\n    .balign 8\n"
            + "    .globl __start_mcount_loc, __stop_mcount_loc\n__start_mcount_loc:\n"
            + table
            + "__stop_mcount_loc:\n    .quad 0");
  }

  private static void emitFtraceCaller(Assembler asm, String name, String call) {
    asm.asm(
        """
        SYM_FUNC_START(%1$s)
            pushq %%rax
            pushq %%rcx
            pushq %%rdx
            pushq %%rsi
            pushq %%rdi
            pushq %%r8
            pushq %%r9
            pushq %%r10
            pushq %%r11
        SYM_INNER_LABEL(%2$s, SYM_L_GLOBAL)
            call ftrace_stub
            popq %%r11
            popq %%r10
            popq %%r9
            popq %%r8
            popq %%rdi
            popq %%rsi
            popq %%rdx
            popq %%rcx
            popq %%rax
            ret
        SYM_FUNC_END(%1$s)
        """
            .formatted(name, call));
  }
}
