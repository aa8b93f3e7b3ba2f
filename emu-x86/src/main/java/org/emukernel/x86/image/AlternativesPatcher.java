package org.emukernel.x86.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final byte JMP32 = (byte) 0xe9;
  private static final byte JMP8 = (byte) 0xeb;
  private static final byte INT3 = (byte) 0xcc;
  private static final int JMP32_SIZE = 5;
  private static final int JMP8_SIZE = 2;

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
    byte[] code = Arrays.copyOf(replacement(alt), alt.length());
    for (long field : sites.relativeFields()) {
      long at = field - alt.replacement();
      if (at >= 0 && at + Integer.BYTES <= alt.replacementLength()) {
        adjust(code, (int) at, (int) (alt.replacement() - alt.address()));
      }
    }
    int rest = alt.length() - alt.replacementLength();
    System.arraycopy(Nops.fill(rest), 0, code, alt.replacementLength(), rest);
    write(alt.address(), code);
  }

  /**
   * Adds what the code moves by; where possible JMP rel32 becomes JMP rel8, the rest INT3 as in
   * Linux.
   */
  private static void adjust(byte[] code, int field, int by) {
    ByteBuffer buffer = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    int displacement = buffer.getInt(field) + by;
    buffer.putInt(field, displacement);
    int nearer = displacement + JMP32_SIZE - JMP8_SIZE;
    int start = field - 1;
    if (field > 0 && code[start] == JMP32 && nearer == (byte) nearer) {
      Arrays.fill(code, start, start + JMP32_SIZE, INT3);
      code[start] = JMP8;
      code[field] = (byte) nearer;
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
