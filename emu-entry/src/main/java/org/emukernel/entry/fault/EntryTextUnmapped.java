package org.emukernel.entry.fault;

import java.util.List;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Permission;
import org.emukernel.entry.boot.MachineBoot;

/**
 * {@code entry-text-unmapped}: pti_clone_entry_text() left out: the user root does not map the
 * entry code, so that the first instruction of every handler faults.
 */
public final class EntryTextUnmapped extends BootFault {

  @Override
  public String name() {
    return "entry-text-unmapped";
  }

  @Override
  public String description() {
    return "the user page tables do not map the entry code; needs features.pti";
  }

  @Override
  public String caughtBy() {
    return "lost-cpu";
  }

  @Override
  MachineBoot plantIn(MachineBoot boot) {
    List<Mapping> mappings = boot.mappings().stream().map(EntryTextUnmapped::unshared).toList();
    return new MachineBoot(boot.perCpuBytes(), boot.memory(), boot.text(), mappings, boot.cpus());
  }

  private static Mapping unshared(Mapping mapping) {
    boolean isEntryText =
        mapping.role() == Mapping.Role.SHARED && mapping.protection().allows(Permission.EXECUTE);
    return isEntryText
        ? new Mapping(
            mapping.linear(),
            mapping.physical(),
            mapping.bytes(),
            mapping.protection(),
            Mapping.Role.KERNEL)
        : mapping;
  }
}
