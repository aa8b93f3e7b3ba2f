package org.emukernel.x86.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.emukernel.x86.asm.AltCondition;
import org.emukernel.x86.asm.Nops;
import org.emukernel.x86.asm.X86Feature;

/** apply_alternatives(), arch/x86/kernel/alternative.c, v6.5, with the NOPs of v6.1. */
final class AlternativesPatcher {

  private final KernelImage image;
  private final PatchSites sites;
  private final Set<Integer> features;
  private final Map<String, byte[]> changed = new HashMap<>();

  AlternativesPatcher(KernelImage image, PatchSites sites, Set<X86Feature> features) {
    this.image = image;
    this.sites = sites;
    Set<X86Feature> all = EnumSet.of(X86Feature.ALWAYS);
    all.addAll(features);
    this.features = all.stream().map(X86Feature::number).collect(Collectors.toSet());
  }

  List<ImageSection> patch() {
    sites.paddings().forEach(p -> write(p.address(), Nops.fill(p.length())));
    sites.alternatives().stream().filter(a -> holds(a.condition())).forEach(this::replace);
    List<ImageSection> result = new ArrayList<>();
    for (ImageSection section : image.sections()) {
      byte[] content = changed.get(section.name());
      result.add(content == null ? section : section.withContent(content));
    }
    return result;
  }

  /** An empty replacement may stand at the very end of its section, at no byte of it. */
  private byte[] replacement(AltInstruction alt) {
    int length = alt.replacementLength();
    return length == 0 ? new byte[0] : image.bytes(alt.replacement(), length);
  }

  private boolean holds(AltCondition condition) {
    boolean wanted = (condition.flags() & AltCondition.ALT_FLAG_NOT) == 0;
    return features.contains(condition.feature()) == wanted;
  }

  private void replace(AltInstruction alt) {
    byte[] code = replacement(alt);
    for (long field : sites.relativeFields()) {
      long at = field - alt.replacement();
      if (at >= 0 && at + Integer.BYTES <= alt.replacementLength()) {
        adjust(code, (int) at, (int) (alt.replacement() - alt.address()));
      }
    }
    write(alt.address(), Nops.padded(code, alt.length()));
  }

  /* Adds what the code moves by. */
  private static void adjust(byte[] code, int field, int by) {
    ByteBuffer buffer = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(field, buffer.getInt(field) + by);
    if (field > 0) {
      ReplacementJump.shorten(code, field - 1);
    }
  }

  private void write(long address, byte[] code) {
    ImageSection section =
        image
            .sectionAt(address)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no section holds the site at 0x" + Long.toHexString(address)));
    byte[] content = changed.computeIfAbsent(section.name(), name -> section.bytes());
    System.arraycopy(code, 0, content, (int) (address - section.address()), code.length);
  }
}
