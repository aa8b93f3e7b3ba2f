/** The local APIC in x2APIC mode. */
@NullMarked
package org.emukernel.x86.apic;

import org.jspecify.annotations.NullMarked;
