package org.emukernel.api.spi;

import java.util.List;
import java.util.Set;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;

/** Offers a {@link DeferralStrategy} under a name. Found by {@link java.util.ServiceLoader}. */
public interface DeferralStrategyProvider extends Named {

  /** {@return where the strategy is published} */
  String source();

  /**
   * {@return what it needs whatever its settings; a machine without it refuses the strategy and
   * names the reason}
   */
  Set<Requirement> requires();

  /** {@return what it needs with these settings} */
  default Set<Requirement> requires(Settings settings) {
    return requires();
  }

  /**
   * {@return the keys that may stand beside {@code name} in {@code emu.strategy}, each once, in the
   * order of the list}
   */
  default List<Setting> settings() {
    return List.of();
  }

  /**
   * Makes the strategy. Its name is the provider's, whatever the settings.
   *
   * @param settings read against {@link #settings}
   * @throws IllegalArgumentException if the settings do not go together; the message says why
   */
  DeferralStrategy create(Settings settings);

  /** {@return the strategy with every setting at its default} */
  default DeferralStrategy create() {
    return create(Settings.defaults(name(), settings()));
  }
}
