package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/** Where kernel text lies: as it is executed, and as the patching CPU writes it. */
final class KernelText {

  private static final long START_KERNEL_MAP = 0xffffffff80000000L;
  private static final long PAGE_OFFSET = 0xffff888000000000L;

  private KernelText() {}

  /**
   * {@return the writable alias of an address of kernel text} Linux maps the page writable in a
   * temporary mm (poking_mm); here the direct map is the alias. Only the writing CPU uses either.
   */
  static long alias(long linear) {
    return PAGE_OFFSET + (linear - START_KERNEL_MAP);
  }

  /**
   * text_poke(), arch/x86/kernel/alternative.c: a store through the alias. Before it returns,
   * unuse_temporary_mm() loads CR3, which serialises: whatever the CPU does next, the store is
   * visible.
   */
  static void poke(RoutineFrame f, long linear, int size, long value) {
    f.store(alias(linear), size, value);
    f.port().syncCore();
  }

  /**
   * {@return whether patching this address must reach every CPU at once: is_kernel_noinstr_text()
   * and entry text}
   */
  static boolean isNoinstr(RoutineFrame f, long linear) {
    return within(f, linear, "__noinstr_text_start", "__noinstr_text_end")
        || within(f, linear, "__entry_text_start", "__entry_text_end");
  }

  private static boolean within(RoutineFrame f, long linear, String start, String end) {
    return linear >= f.port().symbol(start) && linear < f.port().symbol(end);
  }
}
