package org.emukernel.x86.asm;

/**
 * When an alternative's replacement is used: a feature, or its absence ({@code ALT_NOT(feature)};
 * arch/x86/include/asm/alternative.h, v6.4).
 *
 * @param feature the feature number, word * 32 + bit
 * @param flags {@link #ALT_FLAG_NOT} or 0
 */
public record AltCondition(int feature, int flags) {
  /** The replacement is used where the feature is absent. */
  public static final int ALT_FLAG_NOT = 1;

  /** Checks both fields. */
  public AltCondition {
    if (feature < 0 || feature > 0xffff) {
      throw new IllegalArgumentException("feature number must be 0..65535: " + feature);
    }
    if ((flags & ~ALT_FLAG_NOT) != 0) {
      throw new IllegalArgumentException("unknown ALT_FLAG bits: 0x" + Integer.toHexString(flags));
    }
  }

  /** {@return the condition that the feature is there} */
  public static AltCondition has(X86Feature feature) {
    return new AltCondition(feature.number(), 0);
  }

  /** {@return the condition that the feature is absent: ALT_NOT(feature)} */
  public static AltCondition not(X86Feature feature) {
    return new AltCondition(feature.number(), ALT_FLAG_NOT);
  }

  /** {@return the ft_flags word of struct alt_instr: cpuid in bits 15..0, flags in bits 31..16} */
  int word() {
    return flags << 16 | feature;
  }
}
