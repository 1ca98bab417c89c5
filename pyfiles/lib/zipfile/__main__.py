import zipfile

zipfile.main()
