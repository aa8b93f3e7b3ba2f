package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.Prefetch;
import org.emukernel.scenarios.config.VerifySettings;
import org.emukernel.scenarios.config.VerifySettings.Place;
import org.emukernel.scenarios.config.VerifySettings.Touch;

/**
 * Where the kernel touches the pages whose mapping changes. A touch is a prefetch: it translates as
 * an access does and may find nothing there, so that nobody need know whether the page is mapped.
 */
final class Touches {

  private final VerifySettings settings;
  private final List<Long> pages;
  private final Prefetch as;

  /**
   * Places them.
   *
   * @param pages what is touched, one after the other
   * @param as as which access
   */
  Touches(VerifySettings settings, List<Long> pages, Prefetch as) {
    this.settings = settings;
    this.pages = List.copyOf(pages);
    this.as = as;
  }

  /** {@return the functions that touch} */
  List<Routine> routines(String systemCall) {
    List<Routine> routines = new ArrayList<>();
    routines.add(
        settings.touches().contains(Touch.BODY)
            ? new TouchPages(systemCall)
            : new Nothing(systemCall));
    if (settings.touches().contains(Touch.NMI)) {
      routines.add(new TouchPages("default_do_nmi"));
    }
    return routines;
  }

  /** {@return whether CPUs touch that do not make the system call} */
  boolean areEverywhere() {
    return settings.touches().stream().anyMatch(touch -> touch != Touch.BODY);
  }

  /** {@return what entry code touches} */
  List<PlacedHooks.Code> entryCode() {
    List<PlacedHooks.Code> codes = new ArrayList<>();
    if (settings.touches().contains(Touch.EARLY)) {
      codes.add(new PlacedHooks.Code(Place.AFTER_ENTRY_CR3, PlacedHooks.Copies.ALL, code()));
    }
    if (settings.touches().contains(Touch.LATE)) {
      codes.add(new PlacedHooks.Code(Place.BETWEEN_SIGNAL_AND_CR3, PlacedHooks.Copies.ALL, code()));
    }
    return codes;
  }

  private String code() {
    String mnemonic = as == Prefetch.STORE ? "prefetchw" : "prefetcht0";
    StringBuilder code = new StringBuilder();
    for (long page : pages) {
      code.append("    movabsq $0x%x, %%s\n    %s (%%s)\n".formatted(page, mnemonic));
    }
    return code.toString();
  }

  private final class TouchPages extends KernelRoutine {

    private static final int NEXT = 0;

    TouchPages(String symbol) {
      super(symbol, 1, "touch");
    }

    @Override
    public void step(RoutineFrame f) {
      int page = (int) f.local(NEXT);
      f.port().prefetch(pages.get(page), as);
      f.setLocal(NEXT, page + 1L);
      if (page + 1 < pages.size()) {
        f.goTo(0);
      } else {
        f.ret(0);
      }
    }
  }
}
