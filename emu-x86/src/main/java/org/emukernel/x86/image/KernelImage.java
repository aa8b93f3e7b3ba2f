package org.emukernel.x86.image;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.emukernel.x86.asm.X86Feature;

/**
 * A linked kernel: sections at their addresses with relocations applied, symbols, and the records
 * by which the kernel patches itself. Immutable; made by {@link KernelImageBuilder}.
 */
public final class KernelImage {
  private final List<ImageSection> sections;
  private final List<ImageSymbol> symbols;
  private final SymbolTable table;
  private final PatchSites patchSites;
  private final Map<String, ImageSection> byName;

  KernelImage(List<ImageSection> sections, List<ImageSymbol> symbols, PatchSites patchSites) {
    this.sections = List.copyOf(sections);
    this.symbols = List.copyOf(symbols);
    this.patchSites = patchSites;
    this.byName =
        sections.stream().collect(Collectors.toMap(ImageSection::name, Function.identity()));
    this.table = new SymbolTable(this.sections, this.symbols);
  }

  /** {@return the sections in the order of the image} */
  public List<ImageSection> sections() {
    return sections;
  }

  /** {@return the section of that name} */
  public Optional<ImageSection> section(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** {@return the section whose addresses include {@code linear}} */
  public Optional<ImageSection> sectionAt(long linear) {
    return sections.stream().filter(s -> s.contains(linear)).findFirst();
  }

  /** {@return a copy of a section's content} */
  public byte[] bytes(ImageSection section) {
    return section.bytes();
  }

  /**
   * {@return a copy of the bytes at an address}
   *
   * @throws IllegalArgumentException if they do not all lie in one section
   */
  public byte[] bytes(long linear, int length) {
    ImageSection section =
        sectionAt(linear)
            .filter(s -> length >= 0 && length <= s.end() - linear)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no section holds %d bytes at 0x%x".formatted(length, linear)));
    int from = (int) (linear - section.address());
    return java.util.Arrays.copyOfRange(section.content(), from, from + length);
  }

  /** {@return all symbols, by section and address} */
  public List<ImageSymbol> symbols() {
    return symbols;
  }

  /** {@return the symbol of that name; a global one before local ones} */
  public Optional<ImageSymbol> symbol(String name) {
    return table.find(name);
  }

  /**
   * {@return the address (or value) of a symbol}
   *
   * @throws NoSuchElementException if there is none of that name
   */
  public long address(String name) {
    return symbol(name)
        .orElseThrow(
            () -> new NoSuchElementException("no symbol '" + name + "' in the kernel image"))
        .address();
  }

  /**
   * {@return the symbol that an address belongs to: the nearest at or below it in the same section}
   */
  public Optional<ImageSymbol> nearest(long linear) {
    return table.nearest(linear);
  }

  /**
   * {@return the address as {@code entry_SYSCALL_64+0x7}, or in hexadecimal if no section holds it}
   */
  public String symbolize(long linear) {
    return table.symbolize(linear);
  }

  /** {@return the records of {@code .altinstructions}, in order} */
  public List<AltInstruction> alternatives() {
    return patchSites.alternatives();
  }

  /** {@return the records of {@code __jump_table}, in order} */
  public List<JumpEntry> jumpEntries() {
    return patchSites.jumpEntries();
  }

  /**
   * {@return this image as it is after boot on a CPU with the features} Replacements are copied
   * with their relative references adjusted (apply_relocation(), v6.5: JMP rel32 becomes rel8 where
   * it reaches), the rest of each site is filled with the longest NOPs (optimize_nops(), v6.1).
   * {@link X86Feature#ALWAYS} is added. Later records win over earlier ones at the same site. Apply
   * it to an image as linked, once.
   */
  public KernelImage withAlternatives(Set<X86Feature> features) {
    List<ImageSection> patched = new AlternativesPatcher(this, patchSites, features).patch();
    return new KernelImage(patched, symbols, patchSites);
  }

  /**
   * {@return this image as jump_label_init() leaves it} The records of {@code __jump_table} are
   * sorted by key and site, and the second word of each key (struct static_key) says where its own
   * begin.
   */
  public KernelImage withJumpLabels() {
    PatchSites sorted =
        new PatchSites(
            patchSites.alternatives(),
            JumpLabelInit.sorted(patchSites.jumpEntries()),
            patchSites.relativeFields(),
            patchSites.paddings());
    return new KernelImage(new JumpLabelInit(this).apply(), symbols, sorted);
  }
}
