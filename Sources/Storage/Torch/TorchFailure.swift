/// Errors of the checkpoint reader, without the file's path, which `TorchCheckpoint` adds.
enum TorchFailure {
    static let saveStateDict = "Save a model's tensors only: torch.save(model.state_dict(), path)."

    static func damaged(_ what: String) -> Failure {
        Failure(what, advice: "The file is damaged or not a torch checkpoint: fetch it again and check its SHA-256.")
    }

    /// A pickle that asks for more than tensors and plain containers.
    static func refused(_ what: String) -> Failure {
        Failure("\(what): this file would run code and was not loaded", advice: saveStateDict)
    }

    /// A name from an untrusted file, made fit for a terminal.
    static func quoted(_ name: String) -> String { printable(name) }
}
