package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.IpiBus;
import org.jspecify.annotations.Nullable;

/** The bus that a machine is built with before there is anybody to run it. */
final class LateBus implements IpiBus {

  private @Nullable IpiBus bus;

  void connect(IpiBus newBus) {
    bus = newBus;
  }

  private IpiBus connected() {
    if (bus == null) {
      throw new IllegalStateException("a CPU sent an interrupt before the machine was run");
    }
    return bus;
  }

  @Override
  public void fixed(int sender, int target, int vector) {
    connected().fixed(sender, target, vector);
  }

  @Override
  public void invalidate(int sender) {
    connected().invalidate(sender);
  }

  @Override
  public void monitorTriggered(int cpu) {
    connected().monitorTriggered(cpu);
  }

  @Override
  public void nmi(int sender, int target) {
    connected().nmi(sender, target);
  }
}
