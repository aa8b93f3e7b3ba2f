/** Running a guest, as KVM does. */
@NullMarked
package org.emukernel.entry.kvm;

import org.jspecify.annotations.NullMarked;
