package org.emukernel.entry.fault;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Protection;
import org.emukernel.entry.boot.MachineBoot;

/** {@code user-root-maps-kernel}: the user root maps the kernel's data, and for user mode. */
public final class UserRootMapsKernel extends BootFault {

  @Override
  public String name() {
    return "user-root-maps-kernel";
  }

  @Override
  public String description() {
    return "the user page tables map the kernel's writable data, readable in user mode";
  }

  @Override
  public String caughtBy() {
    return "user-access";
  }

  /* First, so that the tables on the way to it are made for user mode, too. */
  @Override
  MachineBoot plantIn(MachineBoot boot) {
    List<Mapping> mappings = new ArrayList<>();
    boot.mappings().stream()
        .filter(UserRootMapsKernel::isData)
        .map(m -> shared(m))
        .forEach(mappings::add);
    boot.mappings().stream().filter(m -> !isData(m)).forEach(mappings::add);
    return new MachineBoot(boot.perCpuBytes(), boot.memory(), boot.text(), mappings, boot.cpus());
  }

  private static boolean isData(Mapping mapping) {
    return mapping.role() == Mapping.Role.KERNEL
        && mapping.protection().equals(Protection.PAGE_KERNEL);
  }

  private static Mapping shared(Mapping mapping) {
    return new Mapping(
        mapping.linear(),
        mapping.physical(),
        mapping.bytes(),
        Protection.PAGE_SHARED,
        Mapping.Role.SHARED);
  }
}
