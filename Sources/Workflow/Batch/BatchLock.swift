import Files

/// Keeps a second batch out of an output directory. Shards share it, and each keeps a second run of itself out.
///
/// Without a ledger nothing would be done twice unnoticed, and containers that work on one dataset side by side need no lock.
struct BatchLock {
    private let locks: [FileLock]

    /// - Throws: `batchRuns`, or `output` where nothing can be written.
    init(_ request: BatchRequest) throws(WorkflowError) {
        guard request.layout == .ledger else {
            locks = []
            return
        }
        let name = "\(request.output)/.metakd-batch"
        do {
            guard let shard = request.shard else {
                locks = [try FileLock("\(name).lock", .exclusive)]
                return
            }
            locks = [try FileLock("\(name).lock", .shared), try FileLock("\(name)-\(shard.number)-of-\(shard.count).lock", .exclusive)]
        } catch .locked { throw .batchRuns(request.output) } catch { throw .output(error) }
    }
}
