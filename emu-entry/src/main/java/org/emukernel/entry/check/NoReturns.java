package org.emukernel.entry.check;

import java.util.Set;
import org.emukernel.entry.check.BinarySection.Flag;

/**
 * Functions of other files that never return, by their names; tools/objtool/noreturns.h, v6.5, and
 * the names that v6.18 has instead. Of functions of the image itself the image tells.
 */
final class NoReturns {

  static final Set<String> NAMES =
      Set.of(
          "__fortify_panic",
          "__invalid_creds",
          "__kunit_abort",
          "__module_put_and_kthread_exit",
          "__stack_chk_fail",
          "__ubsan_handle_builtin_unreachable",
          "arch_cpu_idle_dead",
          "cpu_startup_entry",
          "do_exit",
          "do_group_exit",
          "do_task_dead",
          "fortify_panic",
          "kthread_complete_and_exit",
          "kthread_exit",
          "machine_real_restart",
          "make_task_dead",
          "nmi_panic_self_stop",
          "panic",
          "panic_smp_self_stop",
          "rest_init",
          "rewind_stack_and_make_dead",
          "start_kernel",
          "stop_this_cpu",
          "usercopy_abort",
          "x86_64_start_kernel",
          "x86_64_start_reservations");

  private NoReturns() {}

  /** {@return whether a place stands for such a function of another file} */
  static boolean isExternal(BinaryImage image, long linear) {
    return image.sectionAt(linear).filter(s -> s.is(Flag.EXTERNAL)).isPresent()
        && image.symbols().nearest(linear).filter(s -> NAMES.contains(s.name())).isPresent();
  }
}
