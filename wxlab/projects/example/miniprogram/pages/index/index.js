Page({
  data: {
    goods: [
      { _id: 'tea', name: '龙井茶', price: 68 },
      { _id: 'cup', name: '青瓷杯', price: 45 }
    ],
    percent: 0
  },

  choosePhoto() {
    wx.chooseImage({
      count: 1,
      success: (res) => this.uploadPhoto(res.tempFilePaths[0])
    })
  },

  uploadPhoto(filePath) {
    const uploadTask = wx.uploadFile({
      url: 'https://example.weixin.qq.com/upload',
      filePath,
      name: 'file',
      formData: { user: 'test' }
    })
    uploadTask.onProgressUpdate((res) => {
      this.setData({ percent: res.progress })
    })
  }
})
