package org.emukernel.x86.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.x86.asm.RelocatableObject;

/**
 * Links units into a {@link KernelImage} at 0xffffffff81000000. Sections of one name are joined in
 * the order in which the units were added; {@code .data..percpu} is linked at 0, as in Linux before
 * v6.15.
 *
 * <p>Boundary symbols are defined as Linux's linker script does: {@code _text _stext _etext
 * __entry_text_start __entry_text_end __noinstr_text_start __noinstr_text_end __start_rodata
 * __end_rodata __start___jump_table __stop___jump_table _sdata _edata __per_cpu_start __per_cpu_end
 * __per_cpu_load __init_begin __init_end _sinittext _einittext __alt_instructions
 * __alt_instructions_end __bss_start __bss_stop _end}, each where its section exists.
 */
public final class KernelImageBuilder {
  private final List<RelocatableObject> units = new ArrayList<>();
  private final Map<String, Long> placed = new LinkedHashMap<>();

  /** Adds a unit. */
  public KernelImageBuilder add(RelocatableObject unit) {
    units.add(unit);
    return this;
  }

  /**
   * Links a section at an address of its own, such as a user program at 0x400000. Its content still
   * lies in the image, at {@link ImageSection#loadAddress}.
   *
   * @param section its name
   * @param address linear
   */
  public KernelImageBuilder place(String section, long address) {
    placed.put(section, address);
    return this;
  }

  /**
   * {@return the linked image}
   *
   * @throws LinkException on symbols undefined or defined twice and on fields out of range; it
   *     lists them all
   */
  public KernelImage link() {
    Map<String, Long> addresses = new LinkedHashMap<>(placed);
    addresses.putIfAbsent(KernelLayout.PER_CPU, 0L);
    return new Linker(units, addresses).link();
  }
}
