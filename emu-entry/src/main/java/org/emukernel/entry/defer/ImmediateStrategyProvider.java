package org.emukernel.entry.defer;

import java.util.Set;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.KernelFlushes;
import org.emukernel.api.strategy.Requirement;

/**
 * {@code immediate}: mainline Linux, v6.19. Every target is interrupted at once, whatever it does.
 */
public final class ImmediateStrategyProvider implements DeferralStrategyProvider {

  static final String NAME = "immediate";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "interrupts every target at once, as mainline does";
  }

  @Override
  public String source() {
    return "Linux v6.19, kernel/smp.c";
  }

  @Override
  public Set<Requirement> requires() {
    return Set.of();
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    return new Mainline(NAME, KernelFlushes.BY_CALL);
  }
}
