/** Linear and physical addresses. */
@NullMarked
package org.emukernel.api.address;

import org.jspecify.annotations.NullMarked;
