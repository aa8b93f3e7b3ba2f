package org.emukernel.api.contract;

import java.util.List;
import java.util.Set;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;

/** A provider that gives the same strategy each time. */
final class OneStrategy implements DeferralStrategyProvider {

  private final DeferralStrategyProvider provider;
  private final DeferralStrategy strategy;

  OneStrategy(DeferralStrategyProvider provider, Settings settings) {
    this.provider = provider;
    this.strategy = provider.create(settings);
  }

  @Override
  public String name() {
    return provider.name();
  }

  @Override
  public String description() {
    return provider.description();
  }

  @Override
  public String source() {
    return provider.source();
  }

  @Override
  public Set<Requirement> requires() {
    return provider.requires();
  }

  @Override
  public Set<Requirement> requires(Settings settings) {
    return provider.requires(settings);
  }

  @Override
  public List<Setting> settings() {
    return provider.settings();
  }

  @Override
  public DeferralStrategy create(Settings settings) {
    return strategy;
  }
}
