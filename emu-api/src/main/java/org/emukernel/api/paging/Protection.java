package org.emukernel.api.paging;

import java.util.StringJoiner;

/**
 * What a mapping allows: a set of {@link Permission}s. The named ones are Linux's (PAGE_KERNEL,
 * PAGE_READONLY, ..., arch/x86/include/asm/pgtable_types.h) without the global bit, which PTI takes
 * from most of them. There is one instance for each set.
 */
public final class Protection {

  private static final Protection[] ALL = all();

  /** Kernel data: writable, not executable. */
  public static final Protection PAGE_KERNEL = of(Permission.WRITE);

  /** Kernel read-only data. */
  public static final Protection PAGE_KERNEL_RO = of();

  /** Kernel text. */
  public static final Protection PAGE_KERNEL_ROX = of(Permission.EXECUTE);

  /** Kernel memory that is both written and executed, before it is made read-only. */
  public static final Protection PAGE_KERNEL_EXEC = of(Permission.WRITE, Permission.EXECUTE);

  /** User data that is not written. */
  public static final Protection PAGE_READONLY = of(Permission.USER);

  /** User text. */
  public static final Protection PAGE_READONLY_EXEC = of(Permission.USER, Permission.EXECUTE);

  /** User data. */
  public static final Protection PAGE_SHARED = of(Permission.USER, Permission.WRITE);

  private final int bits;

  private Protection(int bits) {
    this.bits = bits;
  }

  private static Protection[] all() {
    Protection[] all = new Protection[1 << Permission.values().length];
    for (int i = 0; i < all.length; i++) {
      all[i] = new Protection(i);
    }
    return all;
  }

  /** {@return the protection that allows these and nothing else} */
  public static Protection of(Permission... permissions) {
    int bits = 0;
    for (Permission permission : permissions) {
      bits |= permission.bit();
    }
    return ALL[bits];
  }

  /**
   * {@return the protection of these bits}
   *
   * @param bits as {@link #bits} gives them
   * @throws IllegalArgumentException if a bit stands for nothing
   */
  public static Protection ofBits(int bits) {
    if (bits < 0 || bits >= ALL.length) {
      throw new IllegalArgumentException(
          String.format("protection bits 0x%x are not between 0 and 0x%x", bits, ALL.length - 1));
    }
    return ALL[bits];
  }

  /** {@return the or of {@link Permission#bit} of what it allows} */
  public int bits() {
    return bits;
  }

  /** {@return whether it allows this} */
  public boolean allows(Permission permission) {
    return (bits & permission.bit()) != 0;
  }

  /** {@return the same with this allowed} */
  public Protection with(Permission permission) {
    return ALL[bits | permission.bit()];
  }

  /** {@return the same without this} */
  public Protection without(Permission permission) {
    return ALL[bits & ~permission.bit()];
  }

  @Override
  public String toString() {
    StringJoiner names = new StringJoiner("|", "{", "}");
    for (Permission permission : Permission.values()) {
      if (allows(permission)) {
        names.add(permission.name());
      }
    }
    return names.toString();
  }
}
