package org.emukernel.scenarios.replay;

/** Who patched the kernel text whose change do_sync_core() makes known to the other CPUs. */
public enum TextSyncKind {
  /** A static key was toggled: arch/x86/kernel/jump_label.c. */
  JUMP_LABEL,
  /** A static call got another target: arch/x86/kernel/static_call.c. */
  STATIC_CALL,
  /** A kprobe was armed, disarmed, optimised or un-optimised: arch/x86/kernel/kprobes/. */
  KPROBE,
  /** Function tracing changed call sites: arch/x86/kernel/ftrace.c. */
  FTRACE,
  /** A BPF program was attached to or taken from a call site: arch/x86/net/bpf_jit_comp.c. */
  BPF,
  /** A module was relocated after its loading: arch/x86/kernel/module.c. */
  MODULE,
  /** Another user of text_poke: arch/x86/kernel/alternative.c. */
  OTHER
}
