package org.emukernel.entry.defer;

import java.util.Set;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.KernelFlushes;
import org.emukernel.api.strategy.Requirement;

/**
 * {@code invlpgb}: "x86/mm: Use INVLPGB for kernel TLB flushes", Linux v6.15, on processors with
 * AMD's INVLPGB and TLBSYNC (AMD64 Architecture Programmer's Manual vol. 3). The kernel's flushes
 * go to all CPUs by broadcast and interrupt none; text syncs interrupt every target, as in
 * mainline.
 */
public final class InvlpgbStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "invlpgb";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "kernel TLB flushes by hardware broadcast, without an IPI; text syncs as mainline";
  }

  @Override
  public String source() {
    return "Linux v6.15, \"x86/mm: Use INVLPGB for kernel TLB flushes\"; AMD64 APM vol. 3";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of(Requirement.INVLPGB);
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    return new Mainline(NAME, KernelFlushes.BY_BROADCAST);
  }
}
