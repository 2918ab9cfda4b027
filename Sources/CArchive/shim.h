#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

// libarchive's kinds of entries are casts, which Swift cannot import.
enum { WB_ARCHIVE_FILE = 0100000, WB_ARCHIVE_FOLDER = 0040000, WB_ARCHIVE_LINK = 0120000 };

// libarchive turns names into the locale's encoding and drops those that do not fit it. Here names are UTF-8, whatever
// the program's locale is: only this thread's is changed, and set back.
static inline locale_t wb_archive_unicode(void) {
    // Made once: it takes longer than reading a small file.
    static locale_t made;
    locale_t known = __atomic_load_n(&made, __ATOMIC_ACQUIRE);
    if (known) return known;
    locale_t fresh = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (__atomic_compare_exchange_n(&made, &known, fresh, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) return fresh;
    if (fresh) freelocale(fresh);
    return known;
}

/// As archive_read_next_header; `name` is the entry's name as UTF-8, or its raw bytes where it is not; or NULL.
static inline int wb_archive_next(struct archive *archive, struct archive_entry **entry, const char **name) {
    locale_t unicode = wb_archive_unicode(), before = unicode ? uselocale(unicode) : (locale_t)0;
    int code = archive_read_next_header(archive, entry);
    *name = 0;
    if (code == ARCHIVE_OK || code == ARCHIVE_WARN) {
        *name = archive_entry_pathname_utf8(*entry);
        if (!*name) *name = archive_entry_pathname(*entry);
    }
    if (unicode) uselocale(before);
    return code;
}

/// As archive_write_header, for an entry whose name is UTF-8.
static inline int wb_archive_write_header(struct archive *archive, struct archive_entry *entry) {
    locale_t unicode = wb_archive_unicode(), before = unicode ? uselocale(unicode) : (locale_t)0;
    int code = archive_write_header(archive, entry);
    if (unicode) uselocale(before);
    return code;
}

/// Flushes the file system that a file is on. glibc has it, and hides it from Swift.
int syncfs(int descriptor);
