import TestSupport

/// Servers that live as long as the test: one that is not used any more would be closed before it is asked.
final class KeptServers {
    private var servers: [LoopbackServer] = []

    func keep(_ more: [LoopbackServer]) { servers += more }
}
